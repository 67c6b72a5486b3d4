from django.apps import AppConfig


class KitConfig(AppConfig):
    name = "records.kit"
    label = "kit"
    verbose_name = "记录通用"
    default_auto_field = "django.db.models.BigAutoField"
