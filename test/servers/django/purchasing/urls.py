from rest_framework.routers import SimpleRouter

from . import views

router = SimpleRouter()
router.register("purchasing/purchase-orders", views.PurchaseOrderViewSet)
router.register("purchasing/delivery-receipts", views.DeliveryReceiptViewSet, basename="delivery-receipt")
urlpatterns = router.urls
