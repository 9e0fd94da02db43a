from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers


@extend_schema_field(OpenApiTypes.BINARY)
class BinaryField(serializers.FileField):
    """A file that is sent, in a schema that is not split into requests and answers."""


@extend_schema_field(OpenApiTypes.ANY)
class JsonValue(serializers.JSONField):
    """Any JSON value."""


class KeyField(serializers.PrimaryKeyRelatedField):
    """The id of another record, a UUID."""

    def __init__(self, **kwargs):
        super().__init__(pk_field=serializers.UUIDField(), **kwargs)
