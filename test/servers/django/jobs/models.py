import uuid

from django.db import models

from concurrency import VersionedModel


class JobStatus(models.TextChoices):
    DRAFT = "draft"
    AWAITING_APPROVAL = "awaiting_approval", "Awaiting Approval"
    APPROVED = "approved"
    IN_PROGRESS = "in_progress", "In Progress"
    UNUSUAL = "unusual"
    RECENTLY_COMPLETED = "recently_completed", "Recently Completed"
    ARCHIVED = "archived"


class JobPriority(models.IntegerChoices):
    LOW = 1
    NORMAL = 2
    HIGH = 3
    EMERGENCY = 4, "Emergency call-out"


class PricingMethodology(models.TextChoices):
    TIME_MATERIALS = "time_materials", "Time and Materials"
    FIXED_PRICE = "fixed_price", "Fixed Price"


class LineKind(models.TextChoices):
    TIME = "time"
    MATERIAL = "material"
    ADJUST = "adjust", "Adjustment"


class UuidModel(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)

    class Meta:
        abstract = True


class Client(UuidModel):
    name = models.CharField(max_length=255)


class JobContact(UuidModel):
    name = models.CharField(max_length=255)
    position = models.CharField(max_length=100, null=True, blank=True)
    email = models.EmailField(null=True, blank=True)
    phone = models.CharField(max_length=50, null=True, blank=True)


class JobGroup(models.Model):
    name = models.CharField(max_length=100)
    colour = models.CharField(max_length=7, blank=True)
    parent = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="children")

    class Meta:
        ordering = ["name", "id"]

    @property
    def path(self):
        return f"{self.parent.path}/{self.name}" if self.parent else self.name


class Job(VersionedModel, UuidModel):
    job_number = models.PositiveIntegerField(unique=True, editable=False)
    name = models.CharField(max_length=100)
    status = models.CharField(max_length=30, choices=JobStatus.choices, default=JobStatus.DRAFT)
    priority = models.PositiveSmallIntegerField(choices=JobPriority.choices, default=JobPriority.NORMAL)
    client = models.ForeignKey(Client, models.PROTECT)
    contact = models.ForeignKey(JobContact, models.SET_NULL, null=True, blank=True)
    group = models.ForeignKey(JobGroup, models.SET_NULL, null=True, blank=True)
    description = models.TextField(null=True, blank=True, help_text="Goes on the quote and on the invoice.")
    notes = models.TextField(null=True, blank=True, help_text="For the workshop. The client never sees it.")
    order_number = models.CharField(max_length=100, null=True, blank=True, help_text="The client's own reference.")
    pricing_methodology = models.CharField(
        max_length=20,
        choices=PricingMethodology.choices,
        null=True,
        blank=True,
        help_text="How the client pays. Empty until somebody has decided.",
    )
    charge_out_rate = models.DecimalField(max_digits=10, decimal_places=2, default="0.00")
    quoted_amount = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    estimated_hours = models.FloatField(null=True, blank=True)
    min_people = models.PositiveSmallIntegerField(default=1)
    delivery_date = models.DateField(null=True, blank=True)
    quote_acceptance_date = models.DateTimeField(null=True, editable=False)
    complex_job = models.BooleanField(default=False)
    paid = models.BooleanField(default=False, editable=False)
    labels = models.JSONField(default=list, blank=True)
    custom_fields = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-job_number"]

    def save(self, *args, **kwargs):
        if self.job_number is None:
            self.job_number = (Job.objects.aggregate(last=models.Max("job_number"))["last"] or 999) + 1
        super().save(*args, **kwargs)


class JobLine(UuidModel):
    job = models.ForeignKey(Job, models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(max_length=10, choices=LineKind.choices)
    desc = models.CharField("Description", max_length=255, blank=True)
    quantity = models.DecimalField(max_digits=10, decimal_places=3, default="1.000")
    unit_cost = models.DecimalField(max_digits=10, decimal_places=2, default="0.00")
    unit_revenue = models.DecimalField(max_digits=10, decimal_places=2, default="0.00")
    meta = models.JSONField(null=True, blank=True)

    class Meta:
        ordering = ["position"]


class JobFile(UuidModel):
    job = models.ForeignKey(Job, models.CASCADE, related_name="files")
    filename = models.CharField(max_length=255)
    file = models.FileField(upload_to="jobs")
    mime_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField(null=True, help_text="In bytes.")
    caption = models.CharField(max_length=200, blank=True)
    print_on_jobsheet = models.BooleanField(default=True)
    uploaded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["uploaded_at"]


class JobEvent(UuidModel):
    job = models.ForeignKey(Job, models.CASCADE, related_name="events")
    timestamp = models.DateTimeField()
    event_type = models.CharField(max_length=40)
    description = models.CharField(max_length=500)
    detail = models.JSONField()
    staff = models.CharField(max_length=150, null=True)
    undone = models.BooleanField(default=False)

    class Meta:
        ordering = ["timestamp"]

    @property
    def can_undo(self):
        return self.event_type == "field_edited" and not self.undone
