from django.apps import AppConfig


class SampleConfig(AppConfig):
    """A small domain that proves that adding a domain is adding a folder."""

    name = "tests.sample"
    label = "sample"
    verbose_name = "样例"
    default_auto_field = "django.db.models.BigAutoField"
