"""What django-q runs for reminders; thin."""

from django.utils import timezone

from records.alerts import services


def run_rules() -> dict[str, int]:
    """Run all rules for today."""
    return services.run_rules(timezone.localdate())


def send_digests() -> int:
    """Send the digests whose hour has come."""
    now = timezone.localtime()
    return services.send_digests(now.date(), now.hour)
