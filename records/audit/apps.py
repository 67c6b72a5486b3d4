from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "records.audit"
    label = "audit"
    verbose_name = "日志"
    default_auto_field = "django.db.models.BigAutoField"
