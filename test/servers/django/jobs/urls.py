from rest_framework.routers import SimpleRouter

from . import views

router = SimpleRouter()
router.register("job/groups", views.JobGroupViewSet)
router.register("job/jobs", views.JobViewSet)
urlpatterns = router.urls
