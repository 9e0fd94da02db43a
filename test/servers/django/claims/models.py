import uuid

from django.db import models


class UploadStatus(models.TextChoices):
    PENDING = "pending"
    PROCESSING = "processing"
    SUCCESS = "success"
    FAILED = "failed"
    PARTIAL = "partial", "Partial Success"


class Outcome(models.TextChoices):
    PAID = "PAID", "Paid"
    DENIED = "DENIED", "Denied"
    OTHER = "OTHER", "Other"


class DenialReason(models.TextChoices):
    MISSING_INFO = "missing_info", "Missing information"
    NOT_COVERED = "not_covered", "Service not covered"
    DUPLICATE = "duplicate", "Duplicate claim"
    TIMELY_FILING = "timely_filing", "Filed too late"
    AUTHORIZATION = "authorization", "No prior authorization"


class RunType(models.TextChoices):
    PAYER_DRIFT = "payer_drift", "Payer drift"
    WEEKLY_SUMMARY = "weekly_summary", "Weekly summary"
    DENIAL_WATCH = "denial_watch", "Denial watch"


class RunStatus(models.TextChoices):
    RUNNING = "running"
    SUCCESS = "success"
    FAILED = "failed"


class DriftType(models.TextChoices):
    DENIAL_RATE = "DENIAL_RATE", "Denial rate"
    DECISION_TIME = "DECISION_TIME", "Decision time"
    PAYMENT_AMOUNT = "PAYMENT_AMOUNT", "Payment amount"


class AlertStatus(models.TextChoices):
    PENDING = "pending"
    SENT = "sent"
    FAILED = "failed"
    ACKNOWLEDGED = "acknowledged"


class Verdict(models.TextChoices):
    NOISE = "noise"
    REAL = "real"
    NEEDS_FOLLOW_UP = "needs_follow_up", "Needs Follow-up"


class Upload(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    filename = models.CharField(max_length=255)
    file = models.FileField(upload_to="uploads")
    source = models.CharField(max_length=50, blank=True)
    status = models.CharField(max_length=20, choices=UploadStatus.choices, default=UploadStatus.PENDING)
    row_count = models.PositiveIntegerField(null=True)
    rejected_rows = models.PositiveIntegerField(default=0)
    error_message = models.TextField(null=True)
    checks = models.JSONField(default=dict)
    uploaded_by = models.CharField(max_length=150, null=True)
    uploaded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-uploaded_at"]


class ClaimRecord(models.Model):
    id = models.BigAutoField(primary_key=True)
    upload = models.ForeignKey(Upload, models.CASCADE, related_name="records")
    claim_number = models.CharField(max_length=40)
    payer = models.CharField(max_length=255)
    cpt = models.CharField("Procedure code", max_length=5)
    service_date = models.DateField(null=True)
    submitted_date = models.DateField()
    decided_date = models.DateField(null=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    denial_reason = models.CharField(max_length=20, choices=DenialReason.choices, null=True, blank=True)
    billed_amount = models.DecimalField(max_digits=12, decimal_places=2)
    allowed_amount = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    confidence = models.FloatField(null=True, help_text="How sure the parser was of the outcome.")
    raw = models.JSONField(default=dict, help_text="The row as it was uploaded.")

    class Meta:
        ordering = ["id"]


class ReportRun(models.Model):
    run_type = models.CharField(max_length=20, choices=RunType.choices)
    status = models.CharField(max_length=20, choices=RunStatus.choices, default=RunStatus.RUNNING)
    period_start = models.DateField(null=True, blank=True)
    period_end = models.DateField(null=True, blank=True)
    summary = models.JSONField(null=True)
    started_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]


class DriftEvent(models.Model):
    report_run = models.ForeignKey(ReportRun, models.CASCADE)
    payer = models.CharField(max_length=255)
    drift_type = models.CharField(max_length=20, choices=DriftType.choices)
    severity = models.FloatField()
    payload = models.JSONField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-id"]


class PayerMapping(models.Model):
    raw_name = models.CharField(max_length=255, help_text="The name as it is spelled in the uploads.")
    normalized_name = models.CharField(max_length=255)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["raw_name", "id"]


class AlertEvent(models.Model):
    drift_event = models.ForeignKey(DriftEvent, models.SET_NULL, null=True)
    status = models.CharField(max_length=20, choices=AlertStatus.choices, default=AlertStatus.PENDING)
    recipients = models.JSONField(default=list)
    triggered_at = models.DateTimeField(auto_now_add=True)
    acknowledged_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]


class OperatorJudgment(models.Model):
    alert = models.ForeignKey(AlertEvent, models.CASCADE, related_name="judgments")
    verdict = models.CharField(max_length=20, choices=Verdict.choices)
    notes = models.TextField(null=True, blank=True)
    operator = models.CharField(max_length=150, null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-id"]
