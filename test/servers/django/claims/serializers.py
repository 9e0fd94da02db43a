from django.core.validators import RegexValidator
from drf_spectacular.utils import PolymorphicProxySerializer, extend_schema_field
from rest_framework import serializers

from backend.fields import BinaryField, JsonValue

from .models import AlertEvent, ClaimRecord, DenialReason, DriftEvent, OperatorJudgment, PayerMapping, ReportRun, Upload


class UploadSerializer(serializers.ModelSerializer):
    checks = serializers.DictField(read_only=True, help_text="Results of the quality checks, by name of the check.")

    class Meta:
        model = Upload
        fields = [
            "id",
            "filename",
            "file",
            "status",
            "row_count",
            "rejected_rows",
            "error_message",
            "checks",
            "uploaded_by",
            "uploaded_at",
        ]
        read_only_fields = fields


class UploadCreateSerializer(serializers.Serializer):
    file = BinaryField()
    source = serializers.CharField(max_length=50, required=False)
    dry_run = serializers.BooleanField(default=False)


class ClaimRecordSerializer(serializers.ModelSerializer):
    cpt = serializers.CharField(label="Procedure code", max_length=5, validators=[RegexValidator("^[0-9A-Z]{5}$")])
    confidence = serializers.FloatField(
        min_value=0, max_value=1, read_only=True, allow_null=True, help_text="How sure the parser was of the outcome."
    )
    raw = serializers.DictField(read_only=True, help_text="The row as it was uploaded.")

    class Meta:
        model = ClaimRecord
        fields = [
            "id",
            "upload",
            "claim_number",
            "payer",
            "cpt",
            "service_date",
            "submitted_date",
            "decided_date",
            "outcome",
            "denial_reason",
            "billed_amount",
            "allowed_amount",
            "confidence",
            "raw",
        ]
        read_only_fields = ["upload"]


class DenialSummarySerializer(serializers.Serializer):
    payer = serializers.CharField()
    claims = serializers.IntegerField()
    denied = serializers.IntegerField()
    rate = serializers.FloatField(min_value=0, max_value=1)
    by_reason = serializers.DictField(child=serializers.IntegerField())


class ReportRunSerializer(serializers.ModelSerializer):
    summary = JsonValue(read_only=True, allow_null=True)

    class Meta:
        model = ReportRun
        fields = ["id", "run_type", "status", "period_start", "period_end", "summary", "started_at", "finished_at"]
        read_only_fields = ["status", "finished_at"]


class DenialRatePayloadSerializer(serializers.Serializer):
    kind = serializers.ChoiceField(["denial_rate"])
    baseline_rate = serializers.FloatField()
    current_rate = serializers.FloatField()
    reasons = serializers.ListField(child=serializers.ChoiceField(DenialReason.choices), required=False)


class DecisionTimePayloadSerializer(serializers.Serializer):
    kind = serializers.ChoiceField(["decision_time"])
    baseline_days = serializers.FloatField()
    current_days = serializers.FloatField()


class PaymentAmountPayloadSerializer(serializers.Serializer):
    kind = serializers.ChoiceField(["payment_amount"])
    baseline_amount = serializers.DecimalField(max_digits=12, decimal_places=2)
    current_amount = serializers.DecimalField(max_digits=12, decimal_places=2)
    currency = serializers.CharField(max_length=3, default="USD")


@extend_schema_field(
    PolymorphicProxySerializer(
        component_name="DriftPayload",
        serializers={
            "denial_rate": DenialRatePayloadSerializer,
            "decision_time": DecisionTimePayloadSerializer,
            "payment_amount": PaymentAmountPayloadSerializer,
        },
        resource_type_field_name="kind",
    )
)
class DriftPayloadField(serializers.JSONField):
    """What changed, by `kind`."""


class DriftEventSerializer(serializers.ModelSerializer):
    severity = serializers.FloatField(min_value=0, max_value=1, read_only=True)
    payload = DriftPayloadField(read_only=True)

    class Meta:
        model = DriftEvent
        fields = ["id", "report_run", "payer", "drift_type", "severity", "payload", "created_at"]
        read_only_fields = fields


class PayerMappingSerializer(serializers.ModelSerializer):
    class Meta:
        model = PayerMapping
        fields = ["id", "raw_name", "normalized_name", "created_at"]


class OperatorJudgmentSerializer(serializers.ModelSerializer):
    class Meta:
        model = OperatorJudgment
        fields = ["id", "alert", "verdict", "notes", "operator", "created_at"]
        read_only_fields = ["operator"]


class AlertEventSerializer(serializers.ModelSerializer):
    drift_event = DriftEventSerializer(read_only=True, allow_null=True)
    recipients = serializers.ListField(child=serializers.EmailField(), read_only=True)
    judgments = OperatorJudgmentSerializer(many=True, read_only=True)

    class Meta:
        model = AlertEvent
        fields = ["id", "drift_event", "status", "recipients", "triggered_at", "acknowledged_at", "judgments"]
        read_only_fields = fields


class AlertAcknowledgeSerializer(serializers.Serializer):
    note = serializers.CharField(max_length=300, required=False)
