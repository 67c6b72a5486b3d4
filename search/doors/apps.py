from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "search.doors"
    label = "search"
    verbose_name = "搜索"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """The site's own synonyms are laid over those that come with the portal."""
        from search.doors.tuning import bets, judged, live, synonyms  # noqa: F401 (these register what makes a row sound)

        live.connect()
