from django.apps import AppConfig


class FundsConfig(AppConfig):
    name = "records.funds"
    label = "funds"
    verbose_name = "经费"
    default_auto_field = "django.db.models.BigAutoField"
