from rest_framework.routers import SimpleRouter

from . import views

router = SimpleRouter()
router.register("uploads", views.UploadViewSet)
router.register("claim-records", views.ClaimRecordViewSet)
router.register("report-runs", views.ReportRunViewSet)
router.register("drift-events", views.DriftEventViewSet)
router.register("payer-mappings", views.PayerMappingViewSet)
router.register("alert-events", views.AlertEventViewSet)
router.register("operator-judgments", views.OperatorJudgmentViewSet)
urlpatterns = router.urls
