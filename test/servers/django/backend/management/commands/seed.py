import json
from datetime import date
from uuid import UUID

from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.core.management import BaseCommand, call_command
from django.db import transaction
from rest_framework_simplejwt.tokens import RefreshToken

from claims.models import AlertEvent, ClaimRecord, DriftEvent, OperatorJudgment, PayerMapping, ReportRun, Upload
from jobs.models import Client, Job, JobContact, JobGroup, JobLine
from planning.models import Assignment, Deliverable, Department, Person, PersonSkill, Project, Role, Skill
from purchasing.models import PurchaseOrder, PurchaseOrderLine, Supplier


def uuid(number):
    return UUID(f"00000000-0000-4000-8000-{number:012}")


class Command(BaseCommand):
    help = "Makes the tables and a few records in them, and prints tokens of a user as JSON."

    def handle(self, *args, **options):
        call_command("migrate", run_syncdb=True, verbosity=0)
        with transaction.atomic():
            user = User.objects.create_user("ada", password="analytical")
            plan()
            order(user, work())
            analyse()
        token = RefreshToken.for_user(user)
        self.stdout.write(json.dumps({"access": str(token.access_token), "refresh": str(token)}))


def plan():
    fitter = Role.objects.create(name="Fitter", hourly_rate="85.00")
    welding = Skill.objects.create(name="Welding", category="Metal")
    workshop = Department.objects.create(name="Workshop", short_name="WS")
    office = Department.objects.create(name="Office", parent_department=workshop)
    person = Person.objects.create(id=7, name="Ada", role=fitter, department=workshop, location="London")
    Person.objects.create(id=8, name="Bob", department=office)
    PersonSkill.objects.create(person=person, skill=welding, proficiency="expert")
    project = Project.objects.create(id=5, name="Bridge", client="City", milestones=[{"name": "Plans", "done": True}])
    Project.objects.create(id=6, name="Tower", client="City")
    Assignment.objects.create(person=person, project=project, weekly_hours={"2025-03-09": 12.5})
    Deliverable.objects.create(project=project, description="Drawings", percentage=20, date=date(2025, 3, 9))


def work():
    client = Client.objects.create(id=uuid(7), name="Hospital")
    contact = JobContact.objects.create(id=uuid(10), name="Grace", email="grace@example.com")
    boilers = JobGroup.objects.create(name="Boilers", parent=JobGroup.objects.create(name="Maintenance"))
    job = Job.objects.create(id=uuid(1), name="Boiler", client=client, contact=contact, group=boilers)
    Job.objects.create(id=uuid(2), name="Staircase", client=client)
    booked = Job.objects.create(id=uuid(3), name="Railing", client=client)
    JobLine.objects.create(id=uuid(9), job=booked, kind="time", desc="Fitting", quantity="2.000")
    return job


def order(user, job):
    supplier = Supplier.objects.create(id=uuid(11), name="Steel and Sons", website="https://steel.example.com")
    placed = PurchaseOrder.objects.create(id=uuid(4), supplier=supplier, status="submitted", created_by=user)
    PurchaseOrderLine.objects.create(id=uuid(5), order=placed, job=job, description="Steel", quantity="50.00", unit_cost="2.00")


def analyse():
    upload = Upload(id=uuid(6), filename="claims.csv", status="success", row_count=1, checks={"columns": "ok"})
    upload.file.save("claims.csv", ContentFile(b"payer,cpt,submitted_date,outcome\nACME HLTH,99213,2024-06-01,DENIED\n"))
    ClaimRecord.objects.create(
        id=1,
        upload=upload,
        claim_number="C-1",
        payer="ACME HLTH",
        cpt="99213",
        service_date=date(2024, 5, 20),
        submitted_date=date(2024, 6, 1),
        outcome="DENIED",
        denial_reason="missing_info",
        billed_amount="120.00",
        confidence=0.9,
        raw={"payer": "ACME HLTH"},
    )
    PayerMapping.objects.create(id=8, raw_name="ACME HLTH", normalized_name="Acme Health")
    run = ReportRun.objects.create(id=1, run_type="payer_drift", status="success", summary=[])
    drift = DriftEvent.objects.create(
        id=1,
        report_run=run,
        payer="ACME HLTH",
        drift_type="DENIAL_RATE",
        severity=0.8,
        payload={"kind": "denial_rate", "baseline_rate": 0.1, "current_rate": 0.4, "reasons": ["missing_info"]},
    )
    alert = AlertEvent.objects.create(id=1, drift_event=drift, status="sent", recipients=["ops@example.com"])
    OperatorJudgment.objects.create(id=1, alert=alert, verdict="real", operator="ada")
