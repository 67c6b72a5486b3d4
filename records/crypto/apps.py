from django.apps import AppConfig


class CryptoConfig(AppConfig):
    name = "records.crypto"
    label = "crypto"
    verbose_name = "加密"
    default_auto_field = "django.db.models.BigAutoField"
