from django.apps import AppConfig


class MembersConfig(AppConfig):
    name = "records.members"
    label = "members"
    verbose_name = "党员"
    default_auto_field = "django.db.models.BigAutoField"
