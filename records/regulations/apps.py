from django.apps import AppConfig


class RegulationsConfig(AppConfig):
    name = "records.regulations"
    label = "regulations"
    verbose_name = "法规数值"
    default_auto_field = "django.db.models.BigAutoField"
