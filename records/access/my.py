"""One's own account on the own page."""

import datetime
from collections.abc import Iterable

from django.utils import timezone

from records.access.models import ApiToken
from records.kit.actors import Actor
from records.kit.my import Card, my


@my("access")
def cards(actor: Actor, today: datetime.date) -> Iterable[Card]:
    """The ways to one's password and tokens, with how many of them are alive."""
    if actor.scope.user_id is None:
        return
    own = ApiToken.objects.filter(user_id=actor.scope.user_id)
    live = own.filter(revoked_at__isnull=True, expires_at__gt=timezone.now()).count()
    entries = [
        {"title": "修改密码", "url": "/sign-in/password/"},
        {"title": "接口令牌", "url": "/my/tokens/", "meta": f"{live}个有效" if live else "让程序以您的身份使用接口"},
    ]
    yield Card(title="账号", template="theme/cards/entries.html", context={"entries": entries}, order=90)
