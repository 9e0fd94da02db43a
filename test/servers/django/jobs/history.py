"""The history of a job: what was edited, who wrote a note, and how to take an edit back."""
import uuid

from django.utils import timezone
from drf_spectacular.utils import PolymorphicProxySerializer, extend_schema_field
from rest_framework import serializers

from backend.fields import JsonValue

from .models import JobEvent, JobStatus


class StatusChangedDetailSerializer(serializers.Serializer):
    kind = serializers.CharField()
    old_status = serializers.ChoiceField(JobStatus.choices)
    new_status = serializers.ChoiceField(JobStatus.choices)


class FieldEditedDetailSerializer(serializers.Serializer):
    kind = serializers.CharField()
    field = serializers.CharField()
    before = JsonValue()
    after = JsonValue()


class ManualNoteDetailSerializer(serializers.Serializer):
    kind = serializers.CharField()
    text = serializers.CharField()


JobEventDetail = PolymorphicProxySerializer(
    component_name="JobEventDetail",
    serializers={
        "status_changed": StatusChangedDetailSerializer,
        "field_edited": FieldEditedDetailSerializer,
        "manual_note": ManualNoteDetailSerializer,
    },
    resource_type_field_name="kind",
)


@extend_schema_field(JobEventDetail)
class JobEventDetailField(serializers.JSONField):
    """What happened, by `kind`."""


class JobEventSerializer(serializers.ModelSerializer):
    detail = JobEventDetailField(read_only=True)
    can_undo = serializers.BooleanField(read_only=True)

    class Meta:
        model = JobEvent
        fields = ["id", "timestamp", "event_type", "description", "detail", "staff", "can_undo"]
        read_only_fields = fields


def record(job, staff, kind, description, at=None, id=None, **detail):
    return JobEvent.objects.create(
        id=id or uuid.uuid4(),
        job=job,
        timestamp=at or timezone.now(),
        event_type=kind,
        description=description,
        detail={"kind": kind, **detail},
        staff=staff.get_username(),
    )


def record_edits(job, staff, before, after):
    """One event for each field that differs; `before` and `after` hold values by field name, as the API shows them."""
    for field, new in after.items():
        old = before[field]
        if old == new:
            continue
        if field == "status":
            record(job, staff, "status_changed", f"{old} became {new}", old_status=old, new_status=new)
        else:
            record(job, staff, "field_edited", f"{field} was edited", field=field, before=old, after=new)
