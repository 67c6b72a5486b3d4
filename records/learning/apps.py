from django.apps import AppConfig


class LearningConfig(AppConfig):
    name = "records.learning"
    label = "learning"
    verbose_name = "学习"
    default_auto_field = "django.db.models.BigAutoField"
