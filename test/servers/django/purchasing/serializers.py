from decimal import Decimal

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from backend.fields import JsonValue, KeyField
from jobs.models import Job

from .models import OrderStatus, PurchaseOrder, PurchaseOrderLine, Supplier


class PurchasingErrorSerializer(serializers.Serializer):
    error = serializers.CharField()
    details = JsonValue(required=False)


class SupplierSerializer(serializers.ModelSerializer):
    class Meta:
        model = Supplier
        fields = ["id", "name", "email", "account_number", "website"]


class PurchaseOrderLineSerializer(serializers.ModelSerializer):
    job_id = KeyField(
        source="job", queryset=Job.objects.all(), required=False, allow_null=True, help_text="Empty for stock."
    )

    class Meta:
        model = PurchaseOrderLine
        fields = ["id", "job_id", "description", "quantity", "unit_cost", "received_quantity", "dimensions"]
        read_only_fields = ["received_quantity"]


class PurchaseOrderSerializer(serializers.ModelSerializer):
    supplier = SupplierSerializer(read_only=True, allow_null=True)
    supplier_id = KeyField(
        source="supplier", queryset=Supplier.objects.all(), write_only=True, required=False, allow_null=True
    )
    lines = PurchaseOrderLineSerializer(many=True, required=False)
    total = serializers.SerializerMethodField()

    class Meta:
        model = PurchaseOrder
        fields = [
            "id",
            "po_number",
            "supplier",
            "supplier_id",
            "reference",
            "status",
            "order_date",
            "expected_delivery",
            "lines",
            "total",
            "created_by",
            "updated_at",
        ]

    @extend_schema_field(serializers.DecimalField(max_digits=12, decimal_places=2))
    def get_total(self, order):
        cents = Decimal("0.01")
        return str(sum((line.quantity * (line.unit_cost or 0) for line in order.lines.all()), Decimal(0)).quantize(cents))


class PurchaseOrderSummarySerializer(serializers.ModelSerializer):
    supplier_name = serializers.CharField(source="supplier.name", read_only=True, allow_null=True)

    class Meta:
        model = PurchaseOrder
        fields = ["id", "po_number", "status", "order_date", "supplier_name"]
        read_only_fields = fields


class PurchaseOrderCreateSerializer(serializers.ModelSerializer):
    supplier_id = KeyField(source="supplier", queryset=Supplier.objects.all(), required=False, allow_null=True)
    reference = serializers.CharField(max_length=100, required=False)
    lines = PurchaseOrderLineSerializer(many=True, required=False)

    class Meta:
        model = PurchaseOrder
        fields = ["supplier_id", "reference", "order_date", "expected_delivery", "lines"]

    def create(self, fields):
        lines = fields.pop("lines", [])
        order = PurchaseOrder.objects.create(**fields)
        for position, line in enumerate(lines):
            PurchaseOrderLine.objects.create(order=order, position=position, **line)
        return order


class PurchaseOrderUpdateSerializer(serializers.ModelSerializer):
    supplier_id = KeyField(source="supplier", queryset=Supplier.objects.all(), required=False, allow_null=True)
    reference = serializers.CharField(max_length=100, required=False)
    status = serializers.ChoiceField(OrderStatus.choices, required=False)
    lines_to_delete = serializers.ListField(child=serializers.UUIDField(), required=False)
    lines = PurchaseOrderLineSerializer(many=True, required=False)

    class Meta:
        model = PurchaseOrder
        fields = ["supplier_id", "reference", "expected_delivery", "status", "lines_to_delete", "lines"]

    def update(self, order, fields):
        """Lines that are given are added to the order."""
        added, deleted = fields.pop("lines", []), fields.pop("lines_to_delete", [])
        order.lines.filter(pk__in=deleted).delete()
        last = order.lines.last()
        for position, line in enumerate(added, start=last.position + 1 if last else 0):
            PurchaseOrderLine.objects.create(order=order, position=position, **line)
        for name, value in fields.items():
            setattr(order, name, value)
        order.save()
        return order


class DeliveryAllocationSerializer(serializers.Serializer):
    job_id = KeyField(
        source="job", queryset=Job.objects.all(), allow_null=True, help_text="Empty puts the goods into stock."
    )
    quantity = serializers.DecimalField(max_digits=10, decimal_places=2, min_value=Decimal("0.01"))
    retail_rate = serializers.FloatField(min_value=0, max_value=10, default=0.2)
    metadata = serializers.DictField(required=False)


class DeliveryReceiptCreateSerializer(serializers.Serializer):
    purchase_order_id = serializers.UUIDField()
    allocations = serializers.DictField(
        child=DeliveryAllocationSerializer(many=True),
        help_text="Where the goods went, by the id of the purchase order line.",
    )
    received_at = serializers.DateTimeField(required=False)
    note = serializers.CharField(max_length=500, required=False)


class DeliveryReceiptSerializer(serializers.Serializer):
    success = serializers.BooleanField()
    purchase_order_id = serializers.UUIDField()
    status = serializers.ChoiceField(OrderStatus.choices)
    lines_received = serializers.IntegerField()
    received_at = serializers.DateTimeField()
