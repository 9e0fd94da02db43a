from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from .models import Assignment, Deliverable, Department, Person, PersonSkill, Project, Role, Skill


class PersonSkillSummarySerializer(serializers.ModelSerializer):
    id = serializers.IntegerField(source="skill_id", read_only=True)
    name = serializers.CharField(source="skill.name", read_only=True)

    class Meta:
        model = PersonSkill
        fields = ["id", "name", "proficiency"]
        read_only_fields = ["proficiency"]


class PersonSerializer(serializers.ModelSerializer):
    department_name = serializers.CharField(source="department.name", read_only=True, allow_null=True)
    skills = PersonSkillSummarySerializer(many=True, read_only=True)

    class Meta:
        model = Person
        fields = [
            "id",
            "name",
            "email",
            "role",
            "department",
            "department_name",
            "weekly_capacity",
            "location",
            "hire_date",
            "notes",
            "photo",
            "is_active",
            "skills",
            "created_at",
            "updated_at",
        ]
        read_only_fields = ["photo"]


class ProjectMilestoneSerializer(serializers.Serializer):
    name = serializers.CharField(max_length=120)
    due = serializers.DateField(required=False, allow_null=True)
    done = serializers.BooleanField(default=False)

    def to_internal_value(self, data):
        # They are kept as JSON, which has no dates.
        return {**data, **self.to_representation(super().to_internal_value(data))}


class ProjectSerializer(serializers.ModelSerializer):
    milestones = ProjectMilestoneSerializer(many=True, required=False)

    class Meta:
        model = Project
        fields = [
            "id",
            "name",
            "client",
            "status",
            "project_number",
            "description",
            "start_date",
            "end_date",
            "estimated_hours",
            "milestones",
            "is_active",
            "created_at",
            "updated_at",
        ]

    def create(self, validated_data):
        return Project.objects.create(**validated_data)

    def update(self, instance, validated_data):
        for name, value in validated_data.items():
            setattr(instance, name, value)
        instance.save()
        return instance


class AssignmentSerializer(serializers.ModelSerializer):
    person_name = serializers.CharField(source="person.name", read_only=True)
    weekly_hours = serializers.DictField(
        child=serializers.FloatField(min_value=0),
        required=False,
        help_text='Hours by the Sunday that ends the week, e.g. `{"2025-03-09": 12.5}`.',
    )

    class Meta:
        model = Assignment
        fields = [
            "id",
            "person",
            "person_name",
            "project",
            "weekly_hours",
            "start_date",
            "end_date",
            "notes",
            "is_active",
        ]


class DeliverableSerializer(serializers.ModelSerializer):
    class Meta:
        model = Deliverable
        fields = ["id", "project", "description", "percentage", "date", "is_completed"]


class DepartmentSerializer(serializers.ModelSerializer):
    class Meta:
        model = Department
        fields = ["id", "name", "short_name", "parent_department", "manager", "is_active"]


class DepartmentNodeSerializer(serializers.ModelSerializer):
    head_count = serializers.SerializerMethodField()

    class Meta:
        model = Department
        fields = ["id", "name", "head_count", "parts"]
        read_only_fields = ["name"]

    def get_fields(self):
        fields = super().get_fields()
        fields["parts"] = DepartmentNodeSerializer(many=True, read_only=True)
        return fields

    @extend_schema_field(int)
    def get_head_count(self, department):
        return department.people.filter(is_active=True).count()


class SkillSerializer(serializers.ModelSerializer):
    class Meta:
        model = Skill
        fields = ["id", "name", "category", "skill_type", "required_level", "is_active"]


class RoleSerializer(serializers.ModelSerializer):
    class Meta:
        model = Role
        fields = ["id", "name", "hourly_rate", "sort_order", "is_active"]
