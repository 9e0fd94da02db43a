from django.core.validators import RegexValidator
from rest_framework import serializers

from backend.fields import BinaryField, JsonValue, KeyField

from .history import JobEventSerializer
from .models import Client, Job, JobContact, JobFile, JobGroup, JobLine, JobPriority, JobStatus, PricingMethodology


class JobRestErrorSerializer(serializers.Serializer):
    """What every job endpoint answers when it refuses a request."""

    error = serializers.CharField(help_text="One sentence that may be shown to the user as it is.")
    code = serializers.CharField(required=False)
    details = serializers.DictField(
        child=serializers.ListField(child=serializers.CharField()),
        required=False,
        help_text="Messages by field name, for a form.",
    )


class JobChangeRejectedSerializer(serializers.Serializer):
    """The change was not applied: the job is no longer what it was when the form was opened."""

    error = serializers.CharField()
    job_id = serializers.UUIDField()
    checksum_mismatch = serializers.BooleanField(
        help_text="True when the edited fields themselves had other values than the form assumed. "
        "Sending the same change again will not help."
    )
    mismatched_fields = serializers.ListField(child=serializers.CharField(), required=False)


class JobContactSerializer(serializers.ModelSerializer):
    phone = serializers.CharField(
        max_length=50, required=False, allow_null=True, allow_blank=True, validators=[RegexValidator("^[0-9 +()-]*$")]
    )

    class Meta:
        model = JobContact
        fields = ["id", "name", "position", "email", "phone"]


class JobGroupSerializer(serializers.ModelSerializer):
    """A branch of the tree that jobs are filed under, e.g. Maintenance / Hospitals / Boilers."""

    path = serializers.CharField(
        read_only=True, help_text="Names from the root down to this group, joined by slashes."
    )
    colour = serializers.CharField(max_length=7, required=False, validators=[RegexValidator("^#[0-9a-f]{6}$")])

    class Meta:
        model = JobGroup
        fields = ["id", "name", "path", "colour", "children"]

    def get_fields(self):
        fields = super().get_fields()
        fields["children"] = JobGroupSerializer(many=True, read_only=True)
        return fields


class JobLineSerializer(serializers.ModelSerializer):
    """An estimated or actual line of a job."""

    meta = JsonValue(required=False, allow_null=True, help_text="Whatever the importing system knew about this line.")

    class Meta:
        model = JobLine
        fields = ["id", "kind", "desc", "quantity", "unit_cost", "unit_revenue", "meta"]


class JobFileSerializer(serializers.ModelSerializer):
    class Meta:
        model = JobFile
        fields = ["id", "filename", "file", "mime_type", "size", "print_on_jobsheet", "uploaded_at"]
        read_only_fields = ["filename", "file", "mime_type", "size"]


class JobFileUploadSerializer(serializers.ModelSerializer):
    file = BinaryField()
    print_on_jobsheet = serializers.BooleanField(default=True)

    class Meta:
        model = JobFile
        fields = ["file", "print_on_jobsheet", "caption"]


class JobSerializer(serializers.ModelSerializer):
    client_id = KeyField(source="client", queryset=Client.objects.all())
    client_name = serializers.CharField(source="client.name", read_only=True)
    contact = JobContactSerializer(required=False, allow_null=True)
    group = JobGroupSerializer(read_only=True, allow_null=True)
    group_id = serializers.PrimaryKeyRelatedField(
        source="group", queryset=JobGroup.objects.all(), write_only=True, required=False, allow_null=True
    )
    min_people = serializers.IntegerField(min_value=1, max_value=20, default=1)
    estimated_hours = serializers.FloatField(min_value=0, required=False, allow_null=True)
    labels = serializers.ListField(child=serializers.CharField(max_length=30), max_length=20, required=False)
    lines = JobLineSerializer(many=True, required=False)
    files = JobFileSerializer(many=True, read_only=True)
    custom_fields = serializers.DictField(
        required=False, help_text="Fields that this company added for itself, by name."
    )

    class Meta:
        model = Job
        fields = [
            "id",
            "job_number",
            "name",
            "status",
            "priority",
            "client_id",
            "client_name",
            "contact",
            "group",
            "group_id",
            "description",
            "notes",
            "order_number",
            "pricing_methodology",
            "charge_out_rate",
            "quoted_amount",
            "estimated_hours",
            "min_people",
            "delivery_date",
            "quote_acceptance_date",
            "complex_job",
            "paid",
            "labels",
            "lines",
            "files",
            "custom_fields",
            "created_at",
            "updated_at",
        ]

    def update(self, job, fields):
        lines = fields.pop("lines", None if self.partial else [])
        contact = fields.pop("contact", ... if self.partial else None)
        if not self.partial:
            fields = {**self.defaults(), **fields}
        if contact is not ...:
            fields["contact"] = contact and JobContact.objects.create(**contact)
        for name, value in fields.items():
            setattr(job, name, value)
        job.save()
        if lines is not None:
            job.lines.all().delete()
            for position, line in enumerate(lines):
                JobLine.objects.create(job=job, position=position, **line)
        # What was prefetched is what was there before.
        job._prefetched_objects_cache = {}
        return job

    def defaults(self):
        """What the fields go back to that a PUT leaves out."""
        sources = [field.source for field in self._writable_fields if not field.required]
        return {name: Job._meta.get_field(name).get_default() for name in sources if name not in ("lines", "contact")}


class JobCreateSerializer(serializers.ModelSerializer):
    client_id = KeyField(source="client", queryset=Client.objects.all())
    contact_id = KeyField(source="contact", queryset=JobContact.objects.all(), required=False, allow_null=True)
    priority = serializers.ChoiceField(JobPriority.choices, default=JobPriority.NORMAL.value)
    pricing_methodology = serializers.ChoiceField(PricingMethodology.choices, required=False)

    class Meta:
        model = Job
        fields = ["name", "client_id", "description", "order_number", "priority", "pricing_methodology", "contact_id"]


class JobSummarySerializer(serializers.ModelSerializer):
    client_name = serializers.CharField(source="client.name", read_only=True)

    class Meta:
        model = Job
        fields = ["id", "job_number", "name", "client_name", "status", "priority", "delivery_date"]
        read_only_fields = fields


class JobHeaderSerializer(serializers.Serializer):
    """The few fields that every tab of the job page shows."""

    id = serializers.UUIDField()
    job_number = serializers.IntegerField()
    name = serializers.CharField()
    status = serializers.ChoiceField(JobStatus.choices)
    client_name = serializers.CharField(source="client.name")
    fully_invoiced = serializers.BooleanField(source="paid")
    paid = serializers.BooleanField()
    updated_at = serializers.DateTimeField()


class JobBasicInfoSerializer(serializers.ModelSerializer):
    class Meta:
        model = Job
        fields = ["id", "description", "delivery_date", "order_number", "notes"]
        read_only_fields = fields


class JobStatusChoicesSerializer(serializers.Serializer):
    statuses = serializers.DictField(child=serializers.CharField(), help_text="Label by status.")


class WeeklyMetricsSerializer(serializers.Serializer):
    job_id = serializers.UUIDField()
    job_number = serializers.IntegerField()
    name = serializers.CharField()
    hours = serializers.FloatField()
    estimated_hours = serializers.FloatField()
    profit = serializers.FloatField()
    people = serializers.ListField(child=serializers.CharField())


class JobEventCreateSerializer(serializers.Serializer):
    description = serializers.CharField(max_length=500)
    occurred_at = serializers.DateTimeField(required=False, help_text="Now, when it is left out.")


class JobEventCreateResponseSerializer(serializers.Serializer):
    success = serializers.BooleanField(default=True)
    event = JobEventSerializer()


class JobEventDuplicateErrorSerializer(serializers.Serializer):
    error = serializers.CharField()
    existing_event = JobEventSerializer()


class JobQuoteAcceptanceSerializer(serializers.Serializer):
    success = serializers.BooleanField()
    job_id = serializers.UUIDField()
    quote_acceptance_date = serializers.DateTimeField()
    message = serializers.CharField()


class JobUndoSerializer(serializers.Serializer):
    change_id = serializers.UUIDField()
    undo_change_id = serializers.UUIDField(
        required=False,
        allow_null=True,
        help_text="Lets the caller choose the id of the change that undoes the other.",
    )
