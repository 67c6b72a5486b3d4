"""What webhooks do when anything happens below."""

from records.kit.events import When, reacts_to_every
from records.kit.models import StoredEvent
from records.webhooks import delivering


@reacts_to_every(When.AFTER_COMMIT, wanted=delivering.is_wanted)
def tell_subscribers(event: StoredEvent) -> None:
    """Other systems that subscribed to this kind of event are told 事件推送; scope is asked at delivery."""
    delivering.match(event)
