"""Messages and reminders: one's own inbox; reminders of an organisation for who answers for it."""

from records.alerts import services
from tests.quality.matrix.table import (
    MARK,
    SIGNED_IN,
    Row,
    World,
    may,
)


def build(world: World) -> None:
    """A message to the member."""
    world.things["alerts.notice"] = services.send(
        world.people["member"], sent_key="matrix", kind="test", title=f"{MARK}通知", url="/my/"
    )


ROWS = [
    Row("work/alerts/", GET=may("other_secretary own_secretary section_reviewer committee auditor administrator site")),
    Row("my/alerts/", GET=may(SIGNED_IN)),
    Row("my/alerts/read-all/", POST=may(SIGNED_IN)),
    Row("my/alerts/preference/", GET=may("", others=405), POST=may(SIGNED_IN), data=lambda world: {"hour": "8"}),
    Row("my/alerts/<uuid:uid>/", uid="alerts.notice", GET=may("", others=405), POST=may("member")),
]
