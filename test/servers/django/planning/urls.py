from rest_framework.routers import SimpleRouter

from . import views

router = SimpleRouter()
router.register("people", views.PersonViewSet)
router.register("projects", views.ProjectViewSet)
router.register("assignments", views.AssignmentViewSet)
router.register("deliverables", views.DeliverableViewSet)
router.register("departments", views.DepartmentViewSet)
router.register("skills", views.SkillViewSet)
router.register("roles", views.RoleViewSet)
urlpatterns = router.urls
