from django.apps import AppConfig


class OpennessConfig(AppConfig):
    name = "records.openness"
    label = "openness"
    verbose_name = "党务公开"
    default_auto_field = "django.db.models.BigAutoField"
