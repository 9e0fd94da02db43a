from django.db import models
from django.utils import timezone

from concurrency import VersionedModel
from jobs.models import Job, UuidModel


class OrderStatus(models.TextChoices):
    DRAFT = "draft"
    SUBMITTED = "submitted", "Submitted to Supplier"
    PARTIALLY_RECEIVED = "partially_received", "Partially Received"
    FULLY_RECEIVED = "fully_received", "Fully Received"
    DELETED = "deleted"


class Supplier(UuidModel):
    name = models.CharField(max_length=255)
    email = models.EmailField(null=True, blank=True)
    account_number = models.CharField(max_length=50, blank=True)
    website = models.URLField(blank=True)


def today():
    return timezone.localdate()


class PurchaseOrder(VersionedModel, UuidModel):
    po_number = models.CharField(max_length=20, unique=True, editable=False)
    supplier = models.ForeignKey(Supplier, models.PROTECT, null=True, blank=True)
    reference = models.CharField(max_length=100, null=True, blank=True)
    status = models.CharField(max_length=20, choices=OrderStatus.choices, default=OrderStatus.DRAFT)
    order_date = models.DateField(default=today)
    expected_delivery = models.DateField(null=True, blank=True)
    created_by = models.ForeignKey("auth.User", models.SET_NULL, null=True, editable=False)

    class Meta:
        ordering = ["-order_date", "-po_number"]

    def save(self, *args, **kwargs):
        if not self.po_number:
            self.po_number = f"PO-{PurchaseOrder.objects.count() + 1:04d}"
        super().save(*args, **kwargs)


class PurchaseOrderLine(UuidModel):
    order = models.ForeignKey(PurchaseOrder, models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField(default=0)
    job = models.ForeignKey(Job, models.PROTECT, null=True, blank=True)
    description = models.CharField(max_length=200)
    quantity = models.DecimalField(max_digits=10, decimal_places=2)
    unit_cost = models.DecimalField(max_digits=10, decimal_places=2, null=True, blank=True)
    received_quantity = models.DecimalField(max_digits=10, decimal_places=2, default="0.00", editable=False)
    dimensions = models.CharField(max_length=255, null=True, blank=True)

    class Meta:
        ordering = ["position"]


class Allocation(UuidModel):
    """Where received goods went: to a job, or into stock."""

    line = models.ForeignKey(PurchaseOrderLine, models.CASCADE, related_name="allocations")
    job = models.ForeignKey(Job, models.PROTECT, null=True)
    quantity = models.DecimalField(max_digits=10, decimal_places=2)
    retail_rate = models.FloatField()
    metadata = models.JSONField(default=dict)
    note = models.CharField(max_length=500, blank=True)
    received_at = models.DateTimeField()
