"""A member's account: opened or linked; the affiliation follows."""

import uuid

from django.views.decorators.debug import sensitive_variables

from records.access import services as access
from records.access.models import User
from records.kit.actors import Actor
from records.kit.errors import Invalid
from records.kit.models import local_today
from records.kit.paths import below_any
from records.kit.write import Write
from records.members.choices import Standing
from records.members.events import MemberAccountLinked
from records.members.models import Member
from records.members.services.common import follow_affiliation


@sensitive_variables("password", "phone")
def activate_account(
    actor: Actor, uid: uuid.UUID, *, username: str, password: str, phone: str = "", must_change_password: bool = True
) -> Member:
    """Open an account for a member 开通账号 and link it.

    `phone` is for signing in; it is not taken from the record, which is sealed. Raises Refused without the permission
    to open accounts and to link them; Invalid for one who has an account or is not in good standing.
    """
    with Write(actor, "members.link_account") as write:
        member = _linkable(write, actor, uid)
        user = access.activate(
            actor,
            organisation=member.organisation,
            username=username,
            name=member.name,
            password=password,
            phone=phone,
            must_change_password=must_change_password,
        )
        _link(write, member, user)
    return member


def link_user(actor: Actor, uid: uuid.UUID, user: User) -> Member:
    """Link an account that exists 关联账号: somebody who had one for work, within the scope. Raises as `activate_account`."""
    with Write(actor, "members.link_account") as write:
        member = _linkable(write, actor, uid)
        _refuse_stranger(actor, user)
        if Member.objects.filter(user=user).exists():
            raise Invalid({"username": "该账号已关联其他党员，请核对登录名。"})
        if user.name != member.name:
            raise Invalid({"username": f"该账号的姓名与“{member.name}”不同，请核对登录名。"})
        _link(write, member, user)
    return member


def _refuse_stranger(actor: Actor, user: User) -> None:
    """An account can be linked by who looks after it: it holds a post, or belongs, within the actor's scope."""
    paths = actor.scope.paths("members.link_account")
    if "" in paths:
        return
    near = below_any("organisation__path", paths)
    if not user.posts.filter(near).exists() and not user.affiliations.filter(near).exists():
        raise Invalid({"username": "没有找到这个账号，或不在您的管理范围，请核对登录名。"})


def _linkable(write: Write, actor: Actor, uid: uuid.UUID) -> Member:
    member: Member = write.lock(Member.objects.visible_to(actor).select_related("organisation", "user"), uid=uid)
    if member.user_id is not None:
        raise Invalid(f"“{member}”已有账号。")
    if member.standing != Standing.NORMAL:
        raise Invalid(f"“{member}”目前{member.get_standing_display()}，不能开通账号。")
    return member


def _link(write: Write, member: Member, user: User) -> None:
    member.user = user
    write.save(member)
    follow_affiliation(member, local_today())
    write.emit(MemberAccountLinked(member=member.uid, user_id=user.pk))
