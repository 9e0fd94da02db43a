"""Hours booked in a week against hours estimated."""
from datetime import date, timedelta

from django.utils import timezone
from django.utils.dateparse import parse_date
from rest_framework.exceptions import ValidationError

from .models import Job


def week_of(text):
    """The Monday of the week that holds the day."""
    try:
        day = parse_date(text) if text else timezone.localdate()
    except ValueError:
        day = None
    if day is None:
        raise ValidationError({"week": ["This is not a date."]})
    return day - timedelta(days=day.weekday())


def weekly_metrics(monday: date):
    jobs = Job.objects.filter(lines__kind="time", updated_at__date__range=(monday, monday + timedelta(days=6)))
    return [metrics_of(job) for job in jobs.distinct().prefetch_related("lines", "events")]


def metrics_of(job):
    booked = [line for line in job.lines.all() if line.kind == "time"]
    return {
        "job_id": str(job.id),
        "job_number": job.job_number,
        "name": job.name,
        "hours": float(sum(line.quantity for line in booked)),
        "estimated_hours": job.estimated_hours or 0.0,
        "profit": float(sum((line.unit_revenue - line.unit_cost) * line.quantity for line in job.lines.all())),
        "people": sorted({event.staff for event in job.events.all() if event.staff}),
    }
