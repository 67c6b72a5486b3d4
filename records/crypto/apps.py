from django.apps import AppConfig


class CryptoConfig(AppConfig):
    name = "records.crypto"
    label = "crypto"
    verbose_name = "加密"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the check of the keys."""
        from records.crypto import checks  # noqa: F401
