"""
Team planning. People and projects are controlled: a change that carries If-Match is refused when the record is not
the one that was read. One without it is let through. The other five have no tags yet.
"""
from django.db import transaction
from django.db.models import ProtectedError
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import status, viewsets
from rest_framework.decorators import action
from rest_framework.filters import OrderingFilter, SearchFilter
from rest_framework.parsers import JSONParser
from rest_framework.response import Response

from backend.conflict import Conflict
from backend.pages import Pages
from backend.problems import ValidationProblemSerializer
from concurrency import ConditionalListMixin, ConditionalMixin

from .models import Assignment, Deliverable, Department, Person, Project, Role, Skill
from .serializers import (
    AssignmentSerializer,
    DeliverableSerializer,
    DepartmentNodeSerializer,
    DepartmentSerializer,
    PersonSerializer,
    ProjectSerializer,
    RoleSerializer,
    SkillSerializer,
)

FILTERS = [filters.DjangoFilterBackend, SearchFilter, OrderingFilter]


def documented(description, answer, code=200, refused=400):
    return extend_schema(description=description, responses={code: answer, refused: ValidationProblemSerializer})


class ProtectedMixin:
    """Does not delete what people or parts still refer to."""

    @extend_schema(responses={204: None, 409: ValidationProblemSerializer})
    def destroy(self, request, *args, **kwargs):
        try:
            return super().destroy(request, *args, **kwargs)
        except ProtectedError as error:
            raise Conflict("This is still in use.") from error


class PersonFilter(filters.FilterSet):
    department = filters.ModelMultipleChoiceFilter(queryset=Department.objects.all())
    include_inactive = filters.BooleanFilter(method="with_former")

    class Meta:
        model = Person
        fields = ["department", "include_inactive"]

    def filter_queryset(self, queryset):
        # Not set means no: former staff are left out.
        self.form.cleaned_data["include_inactive"] = bool(self.form.cleaned_data["include_inactive"])
        return super().filter_queryset(queryset)

    def with_former(self, queryset, name, value):
        return queryset if value else queryset.filter(is_active=True)


@extend_schema_view(
    list=extend_schema(
        description="Everybody who can be planned, by name. Former staff are included when `include_inactive` is set."
    ),
    create=documented(
        "Add a person. The weekly capacity is 36 hours when it is left out.", PersonSerializer, 201
    ),
    retrieve=extend_schema(
        description="One person with skills and weekly capacity. "
        "Concurrency is controlled in this endpoint (ETag/If-Match)."
    ),
    update=documented(
        "Replace all data of a person. Assignments and skills stay. "
        "Concurrency is controlled in this endpoint (E-tag/If-Match).",
        PersonSerializer,
    ),
    partial_update=documented(
        "Change some fields of a person, e.g. `weekly_capacity` when somebody starts to work part-time. "
        "Concurrency is controlled in this endpoint (ETag/If-Match)",
        PersonSerializer,
    ),
    destroy=extend_schema(
        description="Remove a person and free the hours planned for them. "
        "Concurrency is controlled in this endpoint (E-tag/If-Match)."
    ),
)
class PersonViewSet(ConditionalMixin, ConditionalListMixin, viewsets.ModelViewSet):
    queryset = Person.objects.select_related("department").prefetch_related("skills__skill")
    serializer_class = PersonSerializer
    parser_classes = [JSONParser]
    pagination_class = Pages
    filter_backends = FILTERS
    filterset_class = PersonFilter
    search_fields = ["name", "email", "location"]
    ordering_fields = ["name", "hire_date", "weekly_capacity"]
    if_match_required = False


@extend_schema_view(
    list=extend_schema(
        description="Projects with their dates and status. A project without an end date comes last when they are ordered by it."
    ),
    create=documented("Start a project.", ProjectSerializer, 201),
    retrieve=extend_schema(
        description="One project with its milestones. Its team: see `assignments`. "
        "Concurrency is controlled in this endpoint (E-tag/If-Match)."
    ),
    update=documented(
        "Replace all data of a project, milestones included.\n\n"
        "Milestones have no id: they are matched by their place in the list. Concurrency\n"
        "is controlled in this endpoint (E-tag/If-Match)",
        ProjectSerializer,
    ),
    partial_update=documented("Concurrency is controlled in this endpoint (E-tag/If-Match).", ProjectSerializer),
    destroy=documented(
        "Delete a project. Its deliverables go with it. One that somebody is assigned to is not deleted: archive it "
        "instead. Concurrency is controlled in this endpoint (E-tag/If-Match).",
        None,
        204,
        409,
    ),
)
class ProjectViewSet(ConditionalMixin, ConditionalListMixin, viewsets.ModelViewSet):
    queryset = Project.objects.all()
    serializer_class = ProjectSerializer
    parser_classes = [JSONParser]
    pagination_class = Pages
    filter_backends = FILTERS
    filterset_fields = ["client", "status"]
    search_fields = ["name", "client", "project_number"]
    ordering_fields = ["name", "start_date", "end_date"]
    if_match_required = False

    def perform_destroy(self, project):
        if project.assignments.exists():
            raise Conflict("Somebody is assigned to this project.")
        project.delete()


@extend_schema_view(
    create=extend_schema(responses={201: AssignmentSerializer, 400: ValidationProblemSerializer}),
)
class AssignmentViewSet(viewsets.ModelViewSet):
    """Who works on what, in hours a week."""

    queryset = Assignment.objects.select_related("person")
    serializer_class = AssignmentSerializer
    parser_classes = [JSONParser]
    pagination_class = Pages
    filterset_fields = ["person", "project"]

    @extend_schema(
        request=AssignmentSerializer(many=True),
        responses={201: AssignmentSerializer(many=True), 400: ValidationProblemSerializer},
    )
    @action(detail=False, methods=["post"], filter_backends=[], pagination_class=None)
    @transaction.atomic
    def bulk(self, request):
        """Plan several people at once. All assignments are made, or none."""
        serializer = self.get_serializer(data=request.data, many=True)
        serializer.is_valid(raise_exception=True)
        serializer.save()
        return Response(serializer.data, status.HTTP_201_CREATED)


@extend_schema_view(partial_update=extend_schema(description="Move a deliverable or tick it off."))
class DeliverableViewSet(viewsets.ModelViewSet):
    """What a project hands over, and when."""

    queryset = Deliverable.objects.all()
    serializer_class = DeliverableSerializer
    parser_classes = [JSONParser]
    filter_backends = [filters.DjangoFilterBackend, OrderingFilter]
    filterset_fields = ["project"]
    ordering_fields = ["date", "percentage"]


class DepartmentViewSet(ProtectedMixin, viewsets.ModelViewSet):
    """Departments and who leads them."""

    queryset = Department.objects.all()
    serializer_class = DepartmentSerializer
    parser_classes = [JSONParser]

    @extend_schema(responses=DepartmentNodeSerializer(many=True))
    @action(detail=False)
    def tree(self, request):
        """The whole company as trees, with head counts."""
        roots = self.get_queryset().filter(parent_department=None)
        return Response(DepartmentNodeSerializer(roots, many=True).data)


class SkillViewSet(ProtectedMixin, viewsets.ModelViewSet):
    """The skills that people can have."""

    queryset = Skill.objects.all()
    serializer_class = SkillSerializer
    parser_classes = [JSONParser]
    filter_backends = [SearchFilter]
    search_fields = ["name", "category"]


class RoleViewSet(ProtectedMixin, viewsets.ModelViewSet):
    """Roles people have in the company and on projects, with the rate charged for them."""

    queryset = Role.objects.all()
    serializer_class = RoleSerializer
    parser_classes = [JSONParser]
