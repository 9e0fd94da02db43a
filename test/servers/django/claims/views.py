"""
Claims analytics. Every GET is tagged by a middleware that hashes what is sent. The tags are for caching only: nothing
here compares If-Match.
"""
import csv

from django.db import transaction
from django.http import HttpResponse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.dateparse import parse_date
from django.views.decorators.http import conditional_page
from django_filters import rest_framework as filters
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import mixins, status, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.filters import OrderingFilter, SearchFilter
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.response import Response

from backend.conflict import Conflict
from backend.downloads import AnyAccept
from backend.pages import Pages
from backend.problems import ValidationProblemSerializer
from concurrency import CacheControlMixin

from . import serializers
from .models import (
    AlertEvent,
    AlertStatus,
    ClaimRecord,
    DriftEvent,
    DriftType,
    OperatorJudgment,
    PayerMapping,
    ReportRun,
    RunStatus,
    Upload,
    UploadStatus,
)
from .reading import claim_of, denial_summary, rows_of


# Outermost: the 304 is made from the 200 and keeps its Cache-Control.
@method_decorator(conditional_page, name="dispatch")
class Claims(CacheControlMixin, viewsets.GenericViewSet):
    """The same as `django.middleware.http.ConditionalGetMiddleware` in MIDDLEWARE, for these views alone."""

    parser_classes = [JSONParser]


def deep_period(request, name):
    """`name[after]` and `name[before]`, both a day or None."""
    try:
        days = [parse_date(request.query_params.get(f"{name}[{end}]", "")) for end in ("after", "before")]
    except ValueError as error:
        raise ValidationError({name: [str(error)]}) from error
    return days


@extend_schema_view(
    list=extend_schema(description="Files with claims, the latest first."),
    retrieve=extend_schema(description="Poll this until `status` is neither `pending` nor `processing`."),
)
class UploadViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, Claims):
    queryset = Upload.objects.all()
    serializer_class = serializers.UploadSerializer
    parser_classes = [MultiPartParser]
    filterset_fields = ["status"]

    @extend_schema(
        parameters=[
            OpenApiParameter(
                "X-Upload-Source", str, OpenApiParameter.HEADER, description="Name of the system that made the file."
            )
        ],
        request=serializers.UploadCreateSerializer,
        responses={201: serializers.UploadSerializer, 400: ValidationProblemSerializer},
    )
    @transaction.atomic
    def create(self, request):
        """
        Upload claims as CSV. The first line must hold these columns:

        1. `payer`
        2. `cpt`
        3. `submitted_date`
        4. `outcome`

        Further columns are kept in `raw`.
        """
        given = serializers.UploadCreateSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        file, rows = given.validated_data["file"], rows_of(given.validated_data["file"])
        upload = Upload(
            filename=file.name,
            file=file,
            source=given.validated_data.get("source") or request.headers.get("X-Upload-Source", ""),
            uploaded_by=request.user.get_username(),
            row_count=len(rows),
        )
        claims = [claim_of(upload, row) for row in rows]
        upload.rejected_rows = claims.count(None)
        upload.checks = {"columns": "ok", "dry_run": given.validated_data["dry_run"]}
        upload.status = UploadStatus.PARTIAL if upload.rejected_rows else UploadStatus.SUCCESS
        upload.save()
        if not given.validated_data["dry_run"]:
            ClaimRecord.objects.bulk_create([claim for claim in claims if claim])
        return Response(self.get_serializer(upload).data, status.HTTP_201_CREATED)


class ClaimFilter(filters.FilterSet):
    payer = filters.CharFilter()

    class Meta:
        model = ClaimRecord
        fields = ["outcome", "payer"]


@extend_schema_view(
    list=extend_schema(
        parameters=[
            OpenApiParameter(
                "service_date",
                {
                    "type": "object",
                    "properties": {
                        "after": {"type": "string", "format": "date"},
                        "before": {"type": "string", "format": "date"},
                    },
                },
                style="deepObject",
                explode=True,
                description="Only services in this period, both days included.",
            )
        ]
    )
)
class ClaimRecordViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, Claims):
    """Claims as read from the uploads. They cannot be changed: upload a corrected file instead."""

    queryset = ClaimRecord.objects.all()
    serializer_class = serializers.ClaimRecordSerializer
    pagination_class = Pages
    filter_backends = [filters.DjangoFilterBackend, SearchFilter, OrderingFilter]
    filterset_class = ClaimFilter
    search_fields = ["claim_number", "payer"]
    ordering_fields = ["submitted_date", "billed_amount"]

    def filter_queryset(self, queryset):
        after, before = deep_period(self.request, "service_date")
        queryset = queryset.filter(service_date__gte=after) if after else queryset
        queryset = queryset.filter(service_date__lte=before) if before else queryset
        return super().filter_queryset(queryset)

    @extend_schema(
        parameters=[
            OpenApiParameter("start", OpenApiTypes.DATE, required=True),
            OpenApiParameter("end", OpenApiTypes.DATE, required=True),
        ],
        responses=serializers.DenialSummarySerializer(many=True),
    )
    @action(detail=False, url_path="denial-summary", filter_backends=[], pagination_class=None)
    def denial_summary(self, request):
        """Denial rates by payer for a period."""
        try:
            start, end = (parse_date(request.query_params.get(name, "")) for name in ("start", "end"))
        except ValueError:
            start = end = None
        if start is None or end is None:
            raise ValidationError({"start": ["`start` and `end` must be dates."]})
        return Response(denial_summary(start, end))


class ReportRunViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, mixins.CreateModelMixin, Claims):
    """Runs of the nightly and weekly reports."""

    queryset = ReportRun.objects.all()
    serializer_class = serializers.ReportRunSerializer
    filterset_fields = ["run_type"]

    @extend_schema(description="Run a report now.")
    def create(self, request, *args, **kwargs):
        return super().create(request, *args, **kwargs)

    def perform_create(self, serializer):
        asked = serializer.validated_data
        figures = denial_summary(asked.get("period_start"), asked.get("period_end"))
        serializer.save(status=RunStatus.SUCCESS, summary=figures, finished_at=timezone.now())

    @extend_schema(responses={(200, "text/csv"): OpenApiTypes.BINARY})
    @action(detail=True, content_negotiation_class=AnyAccept)
    def download(self, request, pk):
        """The figures behind a report, one line for each payer."""
        response = HttpResponse(content_type="text/csv")
        lines = csv.DictWriter(response, ["payer", "claims", "denied", "rate"], extrasaction="ignore")
        lines.writeheader()
        lines.writerows(self.get_object().summary or [])
        return response


class DriftFilter(filters.FilterSet):
    drift_type = filters.ChoiceFilter(choices=DriftType.choices)
    min_severity = filters.NumberFilter(field_name="severity", lookup_expr="gte", min_value=0, max_value=1)

    class Meta:
        model = DriftEvent
        fields = []


class DriftEventViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, Claims):
    """Changes in the behaviour of a payer that a report has found."""

    queryset = DriftEvent.objects.all()
    serializer_class = serializers.DriftEventSerializer
    filterset_class = DriftFilter


class PayerMappingViewSet(
    mixins.ListModelMixin,
    mixins.CreateModelMixin,
    mixins.RetrieveModelMixin,
    mixins.UpdateModelMixin,
    mixins.DestroyModelMixin,
    Claims,
):
    """One name for each payer, whatever the clearing house calls it."""

    queryset = PayerMapping.objects.all()
    serializer_class = serializers.PayerMappingSerializer
    filter_backends = [SearchFilter]
    search_fields = ["raw_name", "normalized_name"]


class AlertEventViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, Claims):
    """Alerts that went out, or should have."""

    queryset = AlertEvent.objects.select_related("drift_event").prefetch_related("judgments")
    serializer_class = serializers.AlertEventSerializer
    filterset_fields = ["status"]

    @extend_schema(
        request=serializers.AlertAcknowledgeSerializer,
        responses={200: serializers.AlertEventSerializer, 409: ValidationProblemSerializer},
    )
    @action(detail=True, methods=["post"])
    @transaction.atomic
    def acknowledge(self, request, pk):
        """Tell everybody else that somebody is looking into it."""
        alert = self.get_object()
        given = serializers.AlertAcknowledgeSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        if alert.acknowledged_at is not None:
            raise Conflict("Somebody is looking into this alert already.")
        alert.status, alert.acknowledged_at = AlertStatus.ACKNOWLEDGED, timezone.now()
        alert.save()
        return Response(self.get_serializer(alert).data)


class OperatorJudgmentViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, mixins.CreateModelMixin, Claims):
    """What the operators made of the alerts. A judgment is final; add another one to correct it."""

    queryset = OperatorJudgment.objects.all()
    serializer_class = serializers.OperatorJudgmentSerializer
    filterset_fields = ["verdict"]

    def perform_create(self, serializer):
        serializer.save(operator=self.request.user.get_username())
