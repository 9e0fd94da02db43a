"""
Entity-tags for Django REST framework: 304 for what the client has, 428 and 412 for a change made without having
seen the last one. Copy it; see docs/django.md.
"""
import hashlib
from datetime import timedelta

from django.db import models, transaction
from django.db.models import Count, Max
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, parse_etags, parse_http_date
from rest_framework import status
from rest_framework.exceptions import APIException
from rest_framework.permissions import SAFE_METHODS
from rest_framework.response import Response


class PreconditionFailed(APIException):
    status_code = status.HTTP_412_PRECONDITION_FAILED
    default_detail = "Somebody else changed this record since it was loaded."
    default_code = "precondition_failed"


class PreconditionRequired(APIException):
    status_code = status.HTTP_428_PRECONDITION_REQUIRED
    default_detail = "This request must carry If-Match with the tag of the record as it was loaded."
    default_code = "precondition_required"


class VersionedModel(models.Model):
    """A record whose every change gives it an `updated_at` that it never had before."""

    updated_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        # Later than before even when the clock was set back: a tag that was given away must not come back.
        self.updated_at = max(timezone.now(), self.updated_at + timedelta(microseconds=1))
        super().save(*args, **kwargs)


def tag_of(*parts):
    """A strong entity-tag, quotes included."""
    return '"%s"' % hashlib.sha256("|".join(map(str, parts)).encode()).hexdigest()[:32]


def entity_tag(instance):
    """The tag of a record: from `updated_at`, else from its key."""
    changed = getattr(instance, "updated_at", None)
    return tag_of(instance._meta.label, instance.pk, changed.isoformat() if changed else "")


def tagged(response, etag, last_modified=None):
    """Puts the validators on a response. The second header is for clients behind gzip, which makes the ETag weak."""
    response["ETag"] = etag
    response["X-Resource-Version"] = etag
    if last_modified is not None:
        response["Last-Modified"] = http_date(last_modified.timestamp())
    return response


def retrieved(request, instance, data):
    """
    What a GET answers: the data with the record's tag, or 304. Several views of one record share its tag.

    Load `instance` before `data` is made from it: a tag that is newer than the body would be a lost update.
    """
    changed = getattr(instance, "updated_at", None)
    return evaluated(request, tagged(Response(data), entity_tag(instance), changed))


def evaluated(request, response):
    """The response, or 304 (or 412) if the preconditions of a GET say so: RFC 9110, 13.2.2."""
    changed = response.get("Last-Modified")
    answer = get_conditional_response(request, response["ETag"], changed and parse_http_date(changed), response)
    # Django copies the other headers.
    answer["X-Resource-Version"] = response["X-Resource-Version"]
    return answer


def check_if_match(request, instance, required=True):
    """Raises 428 or 412. Call it in the transaction that writes, with the row locked."""
    header = request.META.get("HTTP_IF_MATCH")
    if header is None:
        if required:
            raise PreconditionRequired()
        return
    # What cannot be parsed matches nothing. Django's get_conditional_response() would take it for absent.
    tags = parse_etags(header)
    # RFC 9110, 13.1.1: strong comparison, so a weak tag never matches.
    if "*" not in tags and entity_tag(instance) not in tags:
        raise PreconditionFailed()


class ConditionalMixin:
    """
    For a model viewset, before its other bases: GET of a record carries its tag and answers 304; PUT, PATCH and DELETE
    compare If-Match and write in one transaction; what was written carries its new tag.
    """

    if_match_required = True

    def get_queryset(self):
        queryset = super().get_queryset()
        # Nobody else writes the row between the comparison and the write.
        return queryset if self.request.method in SAFE_METHODS else queryset.select_for_update(of=("self",))

    def retrieve(self, request, *args, **kwargs):
        instance = self.get_object()
        return retrieved(request, instance, self.get_serializer(instance).data)

    @transaction.atomic
    def create(self, request, *args, **kwargs):
        serializer = self.get_serializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        self.perform_create(serializer)
        return self.written(serializer, status.HTTP_201_CREATED)

    @transaction.atomic
    def update(self, request, *args, partial=False, **kwargs):
        instance = self.get_object()
        serializer = self.get_serializer(instance, data=request.data, partial=partial)
        serializer.is_valid(raise_exception=True)
        # RFC 9110, 13.2.1: after the checks that would refuse the request anyway, just before it is carried out.
        check_if_match(request, instance, self.if_match_required)
        self.perform_update(serializer)
        return self.written(serializer, status.HTTP_200_OK)

    @transaction.atomic
    def destroy(self, request, *args, **kwargs):
        instance = self.get_object()
        check_if_match(request, instance, self.if_match_required)
        self.perform_destroy(instance)
        return Response(status=status.HTTP_204_NO_CONTENT)

    def written(self, serializer, code):
        instance = serializer.instance
        return tagged(Response(serializer.data, code), entity_tag(instance), getattr(instance, "updated_at", None))


class ConditionalListMixin:
    """Tags a list of versioned records, and answers 304 before any of them is loaded."""

    def list(self, request, *args, **kwargs):
        found = self.filter_queryset(self.get_queryset()).aggregate(newest=Max("updated_at"), count=Count("pk"))
        # The newest alone does not notice that an older one was deleted, nor that another page was asked for.
        etag = tag_of(request.get_full_path(), found["count"], found["newest"])
        answer = evaluated(request, tagged(Response(), etag, found["newest"]))
        if answer.status_code != status.HTTP_200_OK:
            return answer
        return tagged(super().list(request, *args, **kwargs), etag, found["newest"])


class CacheControlMixin:
    """
    What is read may be kept for a minute; everything else must not be kept. A 304 is made after this, from the
    headers of the 200 that it stands for: with `no-store` on it, browsers would drop the body that they have.
    """

    def finalize_response(self, request, response, *args, **kwargs):
        response = super().finalize_response(request, response, *args, **kwargs)
        kept = request.method in ("GET", "HEAD") and response.status_code == status.HTTP_200_OK
        response["Cache-Control"] = "max-age=60, must-revalidate" if kept else "no-cache, no-store, must-revalidate"
        return response
