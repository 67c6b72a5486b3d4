from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "records.access"
    label = "access"
    verbose_name = "用户与权限"
    default_auto_field = "django.db.models.BigAutoField"
