"""Which accounts somebody looks after."""

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from records.access.phones import normalised_phone
from records.crypto.fields import hashes_of
from records.kit.actors import Actor
from records.kit.paths import below_any
from records.organisations.models import Post
from records.organisations.roles import Role

if TYPE_CHECKING:
    from records.access.models import Affiliation

MANAGE = "access.manage_users"


class UserQuerySet(models.QuerySet[Any]):
    """Accounts."""

    def manageable_by(self, actor: Actor) -> Self:
        """Accounts that the actor may open to others, stop or give a new password 可管理的账号.

        All of them for who manages everywhere. For others: people who hold or held a post, or belong or belonged, within
        the actor's scope, and hold nothing outside it today: a new password for somebody who also works above would be
        a way up. Nobody below a site administrator touches the account of one.
        """
        paths = actor.scope.paths(MANAGE)
        if not paths:
            return self.none()
        if "" in paths:
            return self.all()
        posts, belonging = _ties()
        inside = below_any("organisation__path", paths)
        return self.filter(Exists(posts.filter(inside)) | Exists(belonging.filter(inside)), is_superuser=False).exclude(
            Exists(posts.filter(_in_force("ends_on")).filter(~inside | Q(role=Role.SITE_ADMINISTRATOR)))
            | Exists(belonging.filter(_in_force("valid_to")).filter(~inside))
        )

    def of_organisation(self, path: str) -> Self:
        """Who holds a post or belongs at `path` or below today."""
        posts, belonging = _ties()
        inside = below_any("organisation__path", (path,))
        return self.filter(
            Exists(posts.filter(inside, _in_force("ends_on"))) | Exists(belonging.filter(inside, _in_force("valid_to")))
        )

    def named(self, text: str) -> Self:
        """By a part of the name or of the sign-in name, or by the whole phone number."""
        condition = Q(name__contains=text) | Q(username__contains=text)
        if normalised_phone(text):
            condition |= Q(phone_lookup__in=hashes_of(self.model, "phone_lookup", text))
        return self.filter(condition)


def _ties() -> "tuple[models.QuerySet[Post], models.QuerySet[Affiliation]]":
    """What ties an account to organisations, for use inside a query over accounts."""
    from records.access.models import Affiliation

    return Post.objects.filter(user=OuterRef("pk")), Affiliation.objects.filter(user=OuterRef("pk"))


def _in_force(end: str) -> Q:
    """Not over today; what begins tomorrow counts too."""
    return Q(**{f"{end}__isnull": True}) | Q(**{f"{end}__gt": timezone.localdate()})
