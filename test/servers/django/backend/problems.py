"""What the API answers when it refuses a request. Each part of it has grown its own shape."""
from django.http import Http404
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.views import exception_handler


class ValidationProblemSerializer(serializers.Serializer):
    detail = serializers.CharField(required=False)
    errors = serializers.DictField(
        child=serializers.ListField(child=serializers.CharField()), required=False, help_text="Messages by field name."
    )


def messages_of(exc):
    """The messages of a validation error by field name; those of nested fields under `outer.inner`."""
    found = {}

    def collect(name, detail):
        if isinstance(detail, dict):
            for key, inner in detail.items():
                collect(f"{name}.{key}" if name else str(key), inner)
        elif isinstance(detail, list) and any(isinstance(one, (dict, list)) for one in detail):
            for index, inner in enumerate(detail):
                collect(f"{name}.{index}" if name else str(index), inner)
        else:
            found[name or "non_field_errors"] = [str(one) for one in (detail if isinstance(detail, list) else [detail])]

    collect("", exc.detail)
    return found


def validation_problem(exc, context):
    response = exception_handler(exc, context)
    if response is not None and isinstance(exc, ValidationError):
        response.data = {"detail": "Some fields are not valid.", "errors": messages_of(exc)}
    return response


def error_and_details(exc, context):
    """`{error, code, details}`: jobs and purchasing."""
    response = exception_handler(exc, context)
    if response is None:
        return None
    if isinstance(exc, ValidationError):
        response.data = {"error": "Some fields are not valid.", "code": "invalid", "details": messages_of(exc)}
    else:
        sentence = "There is no such record." if isinstance(exc, Http404) else str(exc.detail)
        response.data = {"error": sentence, "code": getattr(exc, "default_code", "not_found")}
        response.data.update(getattr(exc, "extra", {}))
    return response
