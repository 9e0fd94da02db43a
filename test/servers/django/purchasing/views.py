"""
Purchase orders, and deliveries against them. A delivery changes the order that its body names, and has to carry the
tag of that order.
"""
from uuid import UUID

from django.db import transaction
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, status, viewsets
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from backend.conflict import Conflict
from backend.problems import error_and_details
from concurrency import ConditionalMixin, check_if_match, entity_tag, tagged
from jobs.views import AUTHENTICATION

from . import serializers
from .models import Allocation, OrderStatus, PurchaseOrder

ERROR = serializers.PurchasingErrorSerializer


class PurchasingApi:
    authentication_classes = AUTHENTICATION

    def get_exception_handler(self):
        return error_and_details


class StatusInFilter(filters.BaseInFilter, filters.ChoiceFilter):
    """Statuses with commas between them."""


class OrderFilter(filters.FilterSet):
    status__in = StatusInFilter(field_name="status", lookup_expr="in", choices=OrderStatus.choices)
    supplier_id = filters.UUIDFilter(field_name="supplier_id")

    class Meta:
        model = PurchaseOrder
        fields = []


@extend_schema_view(
    list=extend_schema(description="Purchase orders, the latest first. Deleted ones are not listed."),
    create=extend_schema(
        description="Open a draft order. The supplier may be chosen later.",
        responses={201: serializers.PurchaseOrderSerializer, 400: ERROR},
    ),
    retrieve=extend_schema(
        description="Get purchase order details including lines.",
        responses={200: serializers.PurchaseOrderSerializer, 404: ERROR},
    ),
    partial_update=extend_schema(
        summary="Update a purchase order",
        description="Concurrency is controlled in this endpoint (ETag/If-Match).",
        responses={200: serializers.PurchaseOrderSerializer, 400: ERROR, 404: ERROR},
    ),
)
@extend_schema(tags=["Purchasing"])
class PurchaseOrderViewSet(
    PurchasingApi,
    ConditionalMixin,
    mixins.CreateModelMixin,
    mixins.RetrieveModelMixin,
    mixins.UpdateModelMixin,
    mixins.ListModelMixin,
    viewsets.GenericViewSet,
):
    queryset = PurchaseOrder.objects.select_related("supplier").prefetch_related("lines")
    serializer_class = serializers.PurchaseOrderSerializer
    lookup_url_kwarg = "po_id"
    http_method_names = ["get", "head", "options", "post", "patch"]
    filterset_class = OrderFilter

    def get_queryset(self):
        orders = super().get_queryset()
        return orders.exclude(status=OrderStatus.DELETED) if self.action == "list" else orders

    def get_serializer_class(self):
        by_action = {
            "list": serializers.PurchaseOrderSummarySerializer,
            "create": serializers.PurchaseOrderCreateSerializer,
            "partial_update": serializers.PurchaseOrderUpdateSerializer,
        }
        return by_action.get(self.action, self.serializer_class)

    def perform_create(self, serializer):
        serializer.save(created_by=self.request.user)

    def written(self, serializer, code):
        order = PurchaseOrder.objects.get(pk=serializer.instance.pk)
        shown = serializers.PurchaseOrderSerializer(order).data
        return tagged(Response(shown, code), entity_tag(order), order.updated_at)


class DeliveryReceiptViewSet(PurchasingApi, viewsets.ViewSet):
    @extend_schema(
        tags=["Purchasing"],
        request=serializers.DeliveryReceiptCreateSerializer,
        responses={201: serializers.DeliveryReceiptSerializer, 400: ERROR, 409: ERROR},
    )
    def create(self, request):
        """
        Book in a delivery against a purchase order.

        Concurrency is controlled in this endpoint (ETag/If-Match).

        For every line received:

        * quantities given to a job are charged to that job,
        * the rest goes into stock,
        * the order becomes `fully_received` with its last line.
        """
        receipt = serializers.DeliveryReceiptCreateSerializer(data=request.data)
        receipt.is_valid(raise_exception=True)
        fields = receipt.validated_data
        received_at = fields.get("received_at", timezone.now())
        with transaction.atomic():
            order = get_object_or_404(PurchaseOrder.objects.select_for_update(), pk=fields["purchase_order_id"])
            check_if_match(request, order)
            if order.status in (OrderStatus.DRAFT, OrderStatus.DELETED, OrderStatus.FULLY_RECEIVED):
                raise Conflict(f"Nothing can be delivered to an order that is {order.get_status_display().lower()}.")
            for line_id, allocations in fields["allocations"].items():
                receive(line_of(order, line_id), allocations, received_at, fields.get("note", ""))
            open_lines = [line for line in order.lines.all() if line.received_quantity < line.quantity]
            order.status = OrderStatus.PARTIALLY_RECEIVED if open_lines else OrderStatus.FULLY_RECEIVED
            order.save()
        answer = {
            "success": True,
            "purchase_order_id": order.pk,
            "status": order.status,
            "lines_received": len(fields["allocations"]),
            "received_at": received_at,
        }
        response = Response(serializers.DeliveryReceiptSerializer(answer).data, status.HTTP_201_CREATED)
        return tagged(response, entity_tag(order), order.updated_at)


def line_of(order, line_id):
    try:
        return order.lines.get(pk=UUID(line_id))
    except (ValueError, order.lines.model.DoesNotExist) as error:
        raise ValidationError({"allocations": [f"The order has no line {line_id}."]}) from error


def receive(line, allocations, received_at, note):
    for allocation in allocations:
        Allocation.objects.create(line=line, received_at=received_at, note=note, **allocation)
        line.received_quantity += allocation["quantity"]
    if line.received_quantity > line.quantity:
        raise ValidationError({"allocations": [f"More was received of {line.description} than was ordered."]})
    line.save()
