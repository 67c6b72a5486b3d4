from django.apps import AppConfig


class ThemeConfig(AppConfig):
    name = "theme"
    label = "theme"
    verbose_name = "主题"
    default_auto_field = "django.db.models.BigAutoField"
