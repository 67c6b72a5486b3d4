from django.apps import AppConfig


class AlertsConfig(AppConfig):
    name = "records.alerts"
    label = "alerts"
    verbose_name = "提醒"
    default_auto_field = "django.db.models.BigAutoField"
