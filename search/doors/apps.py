from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "search.doors"
    label = "search"
    verbose_name = "搜索"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """The site's own synonyms are laid over those that come with the portal; what is asked is counted after the answer."""
        from django.core.signals import request_finished

        from search.doors.tuning import bets, judged, live, synonyms, tally  # noqa: F401 (these register what makes a row sound)

        live.connect()
        request_finished.connect(tally.flush_if_due)
