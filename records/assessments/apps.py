from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    name = "records.assessments"
    label = "assessments"
    verbose_name = "考核"
    default_auto_field = "django.db.models.BigAutoField"
