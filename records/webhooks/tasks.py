"""What django-q runs for webhooks; thin."""

from records.webhooks import delivering


def deliver(number: int) -> str:
    """Try one delivery."""
    return delivering.deliver(number)


def deliver_due() -> int:
    """Take up what is due."""
    return delivering.deliver_due()
