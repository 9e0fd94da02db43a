"""
Jobs. Everything that changes a job must carry the job's tag in If-Match, and gives the job a new one: a note in its
history and the client's acceptance as well. All views of a job have one tag.
"""
from contextlib import contextmanager

from django.db import transaction
from django.db.models import ProtectedError
from django.http import Http404, HttpResponse
from django.utils import timezone
from django_filters.rest_framework import DjangoFilterBackend
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import status, viewsets
from rest_framework.authentication import BasicAuthentication, SessionAuthentication
from rest_framework.decorators import action
from rest_framework.filters import OrderingFilter, SearchFilter
from rest_framework.parsers import MultiPartParser
from rest_framework.response import Response
from rest_framework_simplejwt.authentication import JWTAuthentication

from backend.conflict import Conflict
from backend.downloads import AnyAccept
from backend.pages import Pages
from concurrency import ConditionalMixin, check_if_match, entity_tag, retrieved, tagged

from . import serializers
from .filters import JobFilter
from .history import JobEventSerializer, record, record_edits
from .metrics import week_of, weekly_metrics
from .models import Job, JobFile, JobGroup, JobStatus
from .problems import job_problem

ERROR = serializers.JobRestErrorSerializer
AUTHENTICATION = [JWTAuthentication, BasicAuthentication, SessionAuthentication]


class JobApi:
    authentication_classes = AUTHENTICATION

    def get_exception_handler(self):
        return job_problem


@extend_schema(tags=["Jobs"])
class JobGroupViewSet(JobApi, viewsets.ReadOnlyModelViewSet):
    """The roots of the job group tree, each with everything below it."""

    queryset = JobGroup.objects.all()
    serializer_class = serializers.JobGroupSerializer

    def get_queryset(self):
        return super().get_queryset().filter(parent=None) if self.action == "list" else super().get_queryset()


@extend_schema_view(
    list=extend_schema(
        description="Jobs for the board and for the search box, newest first. "
        "Archived jobs are left out unless the status filter asks for them."
    ),
    create=extend_schema(
        description="Create a job for an existing client. It starts as a draft, with the next free job number and no "
        "lines. Concurrency is controlled in this endpoint (E-tag/If-Match).",
        responses={201: serializers.JobSerializer, 400: ERROR},
    ),
    retrieve=extend_schema(
        description="Fetch complete job data, with its lines, its files, its contact and the group that it is filed "
        "under. Concurrency is controlled in this endpoint (E-tag/If-Match).",
        responses={200: serializers.JobSerializer, 404: ERROR},
    ),
    update=extend_schema(
        description="Replace the editable part of a job.\n\n"
        "Fields that are left out go back to their defaults, and lines that are not\n"
        "listed are removed. To change a single field use PATCH.\n\n"
        "Concurrency is controlled in this endpoint (E-tag/If-Match).",
        responses={200: serializers.JobSerializer, 400: ERROR},
    ),
    partial_update=extend_schema(
        description="Partially update job data. Only updates the fields provided in the request body, and records "
        "each of them in the history. Concurrency is controlled in this endpoint (E-tag/If-Match).",
        responses={
            200: serializers.JobSerializer,
            400: ERROR,
            404: ERROR,
            412: serializers.JobChangeRejectedSerializer,
        },
    ),
    destroy=extend_schema(
        description="Concurrency is controlled in this endpoint (E-tag/If-Match). Deletes a job that was opened by "
        "mistake. A job with hours or material booked on it cannot be deleted, only archived.",
        responses={204: None, 404: ERROR, 409: ERROR},
    ),
)
@extend_schema(tags=["Jobs"])
class JobViewSet(JobApi, ConditionalMixin, viewsets.ModelViewSet):
    queryset = Job.objects.select_related("client", "contact", "group").prefetch_related("lines", "files")
    serializer_class = serializers.JobSerializer
    lookup_url_kwarg = "job_id"
    pagination_class = Pages
    filter_backends = [DjangoFilterBackend, SearchFilter, OrderingFilter]
    filterset_class = JobFilter
    search_fields = ["name", "client__name", "order_number"]
    ordering_fields = ["job_number", "delivery_date", "priority"]

    def get_serializer_class(self):
        by_action = {"list": serializers.JobSummarySerializer, "create": serializers.JobCreateSerializer}
        return by_action.get(self.action, self.serializer_class)

    @contextmanager
    def changing(self):
        """The job, locked, after its tag was compared; what happens in the block happens with that or not at all."""
        with transaction.atomic():
            job = self.get_object()
            check_if_match(self.request, job)
            yield job

    def changed(self, job, data, code=status.HTTP_200_OK):
        return tagged(Response(data, code), entity_tag(job), job.updated_at)

    def shown(self, job):
        return serializers.JobSerializer(job, context=self.get_serializer_context()).data

    def written(self, serializer, code):
        return self.changed(serializer.instance, self.shown(serializer.instance), code)

    def perform_update(self, serializer):
        job = serializer.instance
        fields = serializer.fields.items()
        shown = [name for name, field in fields if not (field.read_only or field.write_only)]
        edited = [name for name in shown if name in self.request.data]
        before = self.shown(job)
        serializer.save()
        after = self.shown(job)
        record_edits(job, self.request.user, before, {name: after[name] for name in edited})

    def perform_destroy(self, job):
        if job.lines.exists():
            raise Conflict("Hours or material are booked on this job. Archive it instead.")
        try:
            job.delete()
        except ProtectedError as error:
            raise Conflict("Goods were ordered for this job. Archive it instead.") from error

    @extend_schema(responses=serializers.JobStatusChoicesSerializer)
    @action(detail=False, url_path="status-choices", filter_backends=[], pagination_class=None)
    def status_choices(self, request):
        """
        Statuses a job can have, with their labels. Concurrency is controlled in this endpoint (E-tag/If-Match)
        """
        return Response({"statuses": dict(JobStatus.choices)})

    @extend_schema(
        parameters=[
            OpenApiParameter("week", OpenApiTypes.DATE, description="Any day of the week wanted. Defaults to today.")
        ],
        responses=serializers.WeeklyMetricsSerializer(many=True),
    )
    @action(detail=False, url_path="weekly-metrics", filter_backends=[], pagination_class=None)
    def weekly_metrics(self, request):
        """
        Figures for one week: hours booked against hours estimated, for each job that had time booked on it. Concurrency is controlled in this endpoint (E-tag/If-Match).
        """
        return Response(weekly_metrics(week_of(request.query_params.get("week"))))

    @extend_schema(responses=serializers.JobHeaderSerializer)
    @action(detail=True)
    def header(self, request, job_id):
        """
        Essential fields for the page header, fast enough to be asked for whenever somebody changes tabs. Concurrency is controlled in this endpoint (E-tag/If-Match)
        """
        job = self.get_object()
        return retrieved(request, job, serializers.JobHeaderSerializer(job).data)

    @extend_schema(responses=serializers.JobBasicInfoSerializer)
    @action(detail=True, url_path="basic-info")
    def basic_info(self, request, job_id):
        """
        Description, delivery date, order number and notes of a job. Concurrency is controlled in this endpoint (E-tag/If-Match).
        """
        job = self.get_object()
        return retrieved(request, job, serializers.JobBasicInfoSerializer(job).data)

    @extend_schema(
        summary="List the events of a job",
        description="Concurrency is controlled in this endpoint (E-tag/If-Match)",
        responses=JobEventSerializer(many=True),
    )
    @action(detail=True, filter_backends=[], pagination_class=None)
    def events(self, request, job_id):
        job = self.get_object()
        return retrieved(request, job, JobEventSerializer(job.events.all(), many=True).data)

    @extend_schema(
        summary="Add an event to a job",
        request=serializers.JobEventCreateSerializer,
        responses={
            201: serializers.JobEventCreateResponseSerializer,
            400: ERROR,
            409: serializers.JobEventDuplicateErrorSerializer,
        },
    )
    @events.mapping.post
    def add_event(self, request, job_id):
        """
        Write a note into the job's history.

        The note counts as a change of the job, so it is refused when somebody else
        has changed the job in the meantime. Concurrency is controlled in this endpoint
        (E-tag/If-Match).
        """
        note = serializers.JobEventCreateSerializer(data=request.data)
        note.is_valid(raise_exception=True)
        text, at = note.validated_data["description"], note.validated_data.get("occurred_at")
        with self.changing() as job:
            last = job.events.last()
            if last and (last.event_type, last.description, last.staff) == ("manual_note", text, request.user.username):
                raise Conflict("The job's last event says the same.", existing_event=JobEventSerializer(last).data)
            event = record(job, request.user, "manual_note", text, at, text=text)
            job.save()
        return self.changed(job, {"success": True, "event": JobEventSerializer(event).data}, status.HTTP_201_CREATED)

    @extend_schema(request=None, responses={200: serializers.JobQuoteAcceptanceSerializer, 400: ERROR, 409: ERROR})
    @action(detail=True, methods=["post"], url_path="accept-quote")
    def accept_quote(self, request, job_id):
        """
        Record that the client accepted the quote, and move the job to the column `approved` of the board. Concurrency is controlled in this endpoint (E-tag/If-Match). Accepting a quote a second time changes nothing and is answered with an error.
        """
        with self.changing() as job:
            if job.quote_acceptance_date is not None:
                raise Conflict("The client has accepted this quote before.")
            job.quote_acceptance_date = timezone.now()
            record_edits(job, request.user, {"status": job.status}, {"status": JobStatus.APPROVED.value})
            job.status = JobStatus.APPROVED
            job.save()
        answer = {
            "success": True,
            "job_id": job.id,
            "quote_acceptance_date": job.quote_acceptance_date,
            "message": f"The quote of job {job.job_number} is accepted.",
        }
        return self.changed(job, serializers.JobQuoteAcceptanceSerializer(answer).data)

    @extend_schema(
        request=serializers.JobUndoSerializer, responses={200: serializers.JobSerializer, 400: ERROR, 409: ERROR}
    )
    @action(detail=True, methods=["post"], url_path="undo-change")
    def undo_change(self, request, job_id):
        """Take back one recorded change. Later changes of other fields are kept."""
        undo = serializers.JobUndoSerializer(data=request.data)
        undo.is_valid(raise_exception=True)
        with self.changing() as job:
            event = job.events.filter(pk=undo.validated_data["change_id"]).first()
            if event is None or not event.can_undo:
                raise Conflict("There is no such change, or it was taken back before.")
            field, before = event.detail["field"], event.detail["before"]
            serializer = serializers.JobSerializer(job, {field: before}, partial=True)
            serializer.is_valid(raise_exception=True)
            serializer.save()
            event.undone = True
            event.save()
            record(
                job,
                request.user,
                "field_edited",
                f"{field} was put back",
                id=undo.validated_data.get("undo_change_id"),
                field=field,
                before=event.detail["after"],
                after=before,
            )
        return self.changed(job, self.shown(job))

    @extend_schema(
        request=serializers.JobFileUploadSerializer, responses={201: serializers.JobFileSerializer, 400: ERROR}
    )
    @action(detail=True, methods=["post"], parser_classes=[MultiPartParser])
    @transaction.atomic
    def files(self, request, job_id):
        """Attach a drawing, a photo or a signed form. It changes the job, but nothing that somebody typed."""
        upload = serializers.JobFileUploadSerializer(data=request.data)
        upload.is_valid(raise_exception=True)
        job, file = self.get_object(), upload.validated_data["file"]
        stored = upload.save(job=job, filename=file.name, mime_type=file.content_type, size=file.size)
        job.save()
        return Response(
            serializers.JobFileSerializer(stored, context=self.get_serializer_context()).data, status.HTTP_201_CREATED
        )

    @extend_schema(responses={(200, "application/pdf"): OpenApiTypes.BINARY, 404: ERROR})
    @action(detail=True, url_path="quote-pdf", content_negotiation_class=AnyAccept)
    def quote_pdf(self, request, job_id):
        """The quote as it was last sent to the client."""
        quotes = JobFile.objects.filter(job=self.get_object(), mime_type="application/pdf", caption="quote")
        if not quotes:
            raise Http404
        with quotes.last().file.open() as file:
            return HttpResponse(file.read(), content_type="application/pdf")

    @extend_schema(deprecated=True, responses={(200, "text/plain"): OpenApiTypes.STR})
    @action(detail=True, content_negotiation_class=AnyAccept)
    def summary(self, request, job_id):
        """The job in ten lines of plain text, for e-mails. Replaced by `basic-info`."""
        job = self.get_object()
        lines = [f"Job {job.job_number}: {job.name}", f"Client: {job.client.name}", f"Status: {job.get_status_display()}"]
        lines += [f"{line.quantity} {line.desc}" for line in job.lines.all()[:7]]
        return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
