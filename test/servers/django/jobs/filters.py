from django_filters import rest_framework as filters

from .models import Job, JobPriority, JobStatus


class UuidInFilter(filters.BaseInFilter, filters.UUIDFilter):
    """Ids with commas between them."""


class JobFilter(filters.FilterSet):
    client_id__in = UuidInFilter(field_name="client_id", lookup_expr="in")
    delivery_date_before = filters.DateFilter(field_name="delivery_date", lookup_expr="lt")
    paid = filters.BooleanFilter()
    priority = filters.TypedMultipleChoiceFilter(choices=JobPriority.choices, coerce=int)
    status = filters.ChoiceFilter(choices=JobStatus.choices)

    class Meta:
        model = Job
        fields = []

    def filter_queryset(self, queryset):
        if not self.form.cleaned_data["status"]:
            queryset = queryset.exclude(status=JobStatus.ARCHIVED)
        return super().filter_queryset(queryset)
