from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone

from concurrency import VersionedModel


class Proficiency(models.TextChoices):
    BEGINNER = "beginner"
    INTERMEDIATE = "intermediate"
    ADVANCED = "advanced"
    EXPERT = "expert"


class SkillType(models.TextChoices):
    STRENGTH = "strength"
    DEVELOPMENT = "development", "In Development"
    LEARNING = "learning", "Currently Learning"


class ProjectStatus(models.TextChoices):
    ACTIVE = "active"
    ACTIVE_CA = "active_ca", "Active CA"
    ON_HOLD = "on_hold", "On Hold"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


class Role(models.Model):
    name = models.CharField(max_length=100)
    hourly_rate = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True)
    sort_order = models.IntegerField(default=0)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["sort_order", "name", "id"]


class Skill(models.Model):
    name = models.CharField(max_length=100)
    category = models.CharField(max_length=100, blank=True)
    skill_type = models.CharField(max_length=20, choices=SkillType.choices, default=SkillType.STRENGTH)
    required_level = models.CharField(max_length=20, choices=Proficiency.choices, null=True, blank=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["name", "id"]

    def save(self, *args, **kwargs):
        super().save(*args, **kwargs)
        touch_people(Person.objects.filter(skills__skill=self))


class Department(models.Model):
    name = models.CharField(max_length=100)
    short_name = models.CharField(max_length=20, blank=True)
    parent_department = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="parts")
    manager = models.ForeignKey("Person", models.SET_NULL, null=True, blank=True, related_name="+")
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["name", "id"]

    def save(self, *args, **kwargs):
        super().save(*args, **kwargs)
        touch_people(self.people)


class Person(VersionedModel):
    name = models.CharField(max_length=200)
    email = models.EmailField(null=True, blank=True)
    role = models.ForeignKey(Role, models.PROTECT, null=True, blank=True)
    department = models.ForeignKey(Department, models.PROTECT, null=True, blank=True, related_name="people")
    weekly_capacity = models.PositiveSmallIntegerField(
        default=36, validators=[MinValueValidator(0), MaxValueValidator(80)], help_text="Hours a week."
    )
    location = models.CharField(max_length=100, blank=True)
    hire_date = models.DateField(null=True, blank=True)
    notes = models.TextField(blank=True)
    photo = models.FileField(upload_to="photos", null=True, blank=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name", "id"]


class PersonSkill(models.Model):
    person = models.ForeignKey(Person, models.CASCADE, related_name="skills")
    skill = models.ForeignKey(Skill, models.PROTECT)
    proficiency = models.CharField(max_length=20, choices=Proficiency.choices)


class Project(VersionedModel):
    name = models.CharField(max_length=200)
    client = models.CharField(max_length=100, blank=True)
    status = models.CharField(max_length=20, choices=ProjectStatus.choices, default=ProjectStatus.ACTIVE)
    project_number = models.CharField(
        max_length=20, null=True, blank=True, help_text="Job number at the head office, if it has one."
    )
    description = models.TextField(blank=True)
    start_date = models.DateField(null=True, blank=True)
    end_date = models.DateField(null=True, blank=True)
    estimated_hours = models.PositiveIntegerField(null=True, blank=True, validators=[MinValueValidator(0)])
    milestones = models.JSONField(default=list, blank=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name", "id"]


class Assignment(models.Model):
    person = models.ForeignKey(Person, models.CASCADE, related_name="assignments")
    project = models.ForeignKey(Project, models.CASCADE, related_name="assignments")
    weekly_hours = models.JSONField(default=dict, blank=True)
    start_date = models.DateField(null=True, blank=True)
    end_date = models.DateField(null=True, blank=True)
    notes = models.TextField(blank=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["id"]


class Deliverable(models.Model):
    project = models.ForeignKey(Project, models.CASCADE, related_name="deliverables")
    description = models.CharField(max_length=200, blank=True)
    percentage = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(0), MaxValueValidator(100)]
    )
    date = models.DateField(null=True, blank=True)
    is_completed = models.BooleanField(default=False)

    class Meta:
        ordering = ["date", "id"]


def touch_people(people):
    """A person shows names of other records: when one of these changes, the person's tag has to."""
    people.update(updated_at=timezone.now())
