from django.apps import AppConfig

# A domain plugs in by its files: each of these is imported from every app that has it.
PLUGS = ("policies", "reactions", "search", "desk", "reminders", "measures", "jobs", "my", "digest", "subjects")


class KitConfig(AppConfig):
    name = "records.kit"
    label = "kit"
    verbose_name = "记录通用"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Find every domain's plugs by name."""
        from records.kit import (
            export_jobs,  # noqa: F401  (the kit's own long work)
            import_jobs,  # noqa: F401
            lookups,  # noqa: F401  (`__among`, on every field)
        )
        from records.kit.discover import discover

        discover(*PLUGS)
