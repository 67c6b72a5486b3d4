"""Webhooks: an organisation's administrator has other systems told; nobody else knows of it."""

from records.kit.models import StoredEvent
from records.webhooks.models import Delivery, Subscription
from tests.quality.matrix.table import ALL, MARK, Row, World, api, may

_MANAGERS = "administrator site"


def build(world: World) -> None:
    """A subscription of the town, a delivery that was given up. Made without the service, which would look the name up."""
    row = Subscription(
        organisation=world.county.town,
        name=f"{MARK}平台",
        url="https://192.0.2.1/",
        events=["members.MemberRegistered"],
        secret="whs_matrix",
        owner=world.people["administrator"],
        is_active=False,
    )
    row.save()
    world.things["webhooks.one"] = row
    event = StoredEvent.objects.create(name="members.MemberRegistered", payload={})
    world.things["webhooks.delivery"] = Delivery.objects.create(
        subscription=row, event=event, state="given_up", tries=8, next_try_at=event.at
    )


def _input(world: World) -> dict:
    return {
        "organisation": str(world.county.town.uid),
        "name": "新平台",
        "url": "https://8.8.8.8/",
        "events": ["members.MemberRegistered"],
    }


ROWS = [
    Row("work/webhooks/", GET=may(_MANAGERS)),
    Row("work/webhooks/new/", GET=may(_MANAGERS), POST=may(_MANAGERS), data=_input),
    Row("work/webhooks/deliveries/<uuid:uid>/resend/", uid="webhooks.delivery", POST=may(_MANAGERS)),
    Row("work/webhooks/<uuid:uid>/", uid="webhooks.one", GET=may(_MANAGERS)),
    Row("work/webhooks/<uuid:uid>/change/", uid="webhooks.one", GET=may(_MANAGERS), POST=may(_MANAGERS), data=_input),
    Row("work/webhooks/<uuid:uid>/switch/", uid="webhooks.one", POST=may(_MANAGERS)),
    Row("work/webhooks/<uuid:uid>/secret/", uid="webhooks.one", POST=may(_MANAGERS)),
    Row("api/v1/webhooks/$", GET=api(ALL), POST=api(_MANAGERS, visitor=403, others=403), data=_input),
    Row(
        "api/v1/webhooks/(?P<uid>[0-9a-f-]{36})/$",
        uid="webhooks.one",
        GET=api(_MANAGERS),
        PUT=api(_MANAGERS),
        data=_input,
    ),
    Row(
        "api/v1/webhooks/(?P<uid>[0-9a-f-]{36})/switch/$",
        uid="webhooks.one",
        POST=api(_MANAGERS),
        data=lambda world: {"is_active": True},
    ),
    Row("api/v1/webhooks/(?P<uid>[0-9a-f-]{36})/renew-secret/$", uid="webhooks.one", POST=api(_MANAGERS)),
    Row("api/v1/webhook-deliveries/$", GET=api(ALL)),
    Row("api/v1/webhook-deliveries/(?P<uid>[0-9a-f-]{36})/$", uid="webhooks.delivery", GET=api(_MANAGERS)),
    Row("api/v1/webhook-deliveries/(?P<uid>[0-9a-f-]{36})/resend/$", uid="webhooks.delivery", POST=api(_MANAGERS)),
]
