"""Writes on accounts, affiliations and tokens."""

import datetime
import secrets
import uuid
from collections.abc import Iterable

from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.utils import timezone

from records.access.lockout import unlock
from records.access.models import Affiliation, ApiToken, User
from records.access.phones import normalised_phone
from records.access.querysets import MANAGE
from records.access.tokens import new_token
from records.kit.actors import Actor
from records.kit.errors import Conflict, Invalid
from records.kit.policies import all_policies
from records.kit.write import Write
from records.organisations.models import Organisation, Post
from records.organisations.services import change_post

PLAIN_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # without i, l, o, 0 and 1, which are misread
LONGEST_TOKEN = datetime.timedelta(days=366)  # a token that nobody renews within a year is forgotten


def activate(
    actor: Actor,
    *,
    organisation: Organisation,
    username: str,
    name: str,
    password: str,
    phone: str = "",
    must_change_password: bool = True,
) -> User:
    """Open an account 开通账号 for somebody of `organisation`.

    Raises Refused without the permission there; ValidationError for a taken name, a weak password or a wrong phone.
    """
    with Write(actor, "access.manage_users") as write:
        write.at(organisation)
        user = User(username=username.strip(), name=name.strip(), must_change_password=must_change_password)
        _set_phone(user, phone)
        validate_password(password, user)
        user.set_password(password)
        user.full_clean(exclude=["phone"])
        user.save()
        write.touched(user)
    return user


def open_account(
    actor: Actor, *, organisation: Organisation, username: str, name: str, phone: str = "", post: Post | None = None
) -> tuple[User, str]:
    """Open an account for somebody who works for `organisation` 开通工作账号; returns it and the password to tell, once.

    The person belongs to the organisation as staff, so that who looks after it finds the account; with a `post` of the
    printed register the account is put to it in the same act. Raises as `activate`.
    """
    password = initial_password()
    with transaction.atomic():
        user = activate(actor, organisation=organisation, username=username, name=name, password=password, phone=phone)
        Affiliation.objects.create(
            user=user,
            organisation=organisation,
            standing=Affiliation.Standing.STAFF,
            valid_from=timezone.localdate(),
        )
        if post is not None:
            change_post(actor, post.uid, user=user, reason="开通账号")
    return user, password


def reset_password(actor: Actor, uid: uuid.UUID, *, reason: str) -> str:
    """Give an account a new first password 重置密码; returns it, to be told once. Open sessions end, a lockout is lifted."""
    password = initial_password()
    with Write(actor, MANAGE, reason=reason) as write:
        user = _managed(write, actor, uid)
        user.set_password(password)
        user.must_change_password = True
        user.save(update_fields=["password", "must_change_password"])
        write.touched(user)
    unlock(user)
    return password


def switch_off(actor: Actor, uid: uuid.UUID, *, reason: str) -> User:
    """Stop an account 停用账号; sessions and tokens end with the next request, nothing is deleted."""
    return _switch(actor, uid, active=False, reason=reason)


def switch_on(actor: Actor, uid: uuid.UUID, *, reason: str) -> User:
    """Let an account sign in again 恢复账号; what its posts open today is open again."""
    return _switch(actor, uid, active=True, reason=reason)


def change_account(actor: Actor, uid: uuid.UUID, *, name: str, phone: str | None = None, reason: str = "") -> User:
    """Correct the name or the phone of an account 更正账号; `phone` None leaves it, "" takes it away.

    Raises ValidationError for a phone that is none or another account's.
    """
    with Write(actor, MANAGE, reason=reason) as write:
        user = _managed(write, actor, uid)
        user.name = name.strip()
        if phone is not None:
            user.phone = None
            _set_phone(user, phone)
        user.full_clean(exclude=["phone", "password"])
        user.save()
        write.touched(user)
    return user


def initial_password() -> str:
    """A first password that can be read out over the telephone: no letters that look alike, never told twice."""
    return "-".join("".join(secrets.choice(PLAIN_LETTERS) for _ in range(4)) for _ in range(3))


def _switch(actor: Actor, uid: uuid.UUID, *, active: bool, reason: str) -> User:
    with Write(actor, MANAGE, reason=reason) as write:
        user = _managed(write, actor, uid)
        if user.pk == actor.scope.user_id:
            raise Invalid("不能停用自己正在使用的账号，请由其他管理员办理。")
        if user.is_active == active:
            raise Conflict("该账号已可登录，不用恢复。" if active else "该账号已停用，不用再次停用。")
        user.is_active = active
        user.save(update_fields=["is_active"])
        write.touched(user)
    return user


def _managed(write: Write, actor: Actor, uid: uuid.UUID) -> User:
    """An account that the actor looks after, locked. Raises NotVisible for any other."""
    user: User = write.lock(User.objects.manageable_by(actor), check=False, uid=uid)
    write.at(actor.scope.paths(MANAGE)[0])  # manageable_by has settled which; this states what for
    return user


def change_own_password(user: User, *, old: str, new: str) -> None:
    """Change one's own password. Raises Invalid when the old one is wrong, ValidationError for a weak new one."""
    if not user.check_password(old):
        raise Invalid({"old": "原密码不正确，请重新输入。"})
    validate_password(new, user)
    with Write(user, "access.own_account") as write:
        write.on_own(user, user.pk)
        locked = User.objects.select_for_update().get(pk=user.pk)
        write.watch(locked)
        locked.set_password(new)
        locked.must_change_password = False
        locked.save(update_fields=["password", "must_change_password"])
        write.touched(locked)


def affiliate(user: User, organisation: Organisation, standing: str, on: datetime.date) -> Affiliation:
    """Write that a user belongs to an organisation from a day on; called by the members' services in their write.

    A user has one affiliation as a member: the one before ends on that day. Can run twice.
    """
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        open_ones = Affiliation.objects.filter(user=user, valid_to__isnull=True).exclude(
            standing=Affiliation.Standing.STAFF
        )
        same = open_ones.filter(organisation=organisation, standing=standing).first()
        if same is not None:
            return same
        open_ones.update(valid_to=on)
        return Affiliation.objects.create(user=user, organisation=organisation, standing=standing, valid_from=on)


def end_affiliation(user: User, on: datetime.date) -> int:
    """Write that a user is no member of any organisation from a day on; returns how many affiliations ended.

    Who works for an organisation (工作人员) goes on working there.
    """
    memberships = Affiliation.objects.filter(user=user, valid_to__isnull=True)
    return memberships.exclude(standing=Affiliation.Standing.STAFF).update(valid_to=on)


def issue_token(user: User, *, name: str, actions: Iterable[str], days: int) -> tuple[str, ApiToken]:
    """Issue a token of one's own; returns (the token, shown once; its row). It never allows more than its user may.

    Raises Invalid for a life of no or too many days, for acts that don't exist, ValidationError without a name.
    """
    lifetime = datetime.timedelta(days=days)
    if not datetime.timedelta(0) < lifetime <= LONGEST_TOKEN:
        raise Invalid({"days": f"有效期应为1至{LONGEST_TOKEN.days}天。"})
    wanted = set(actions)
    if unknown := wanted - {each.action for each in all_policies()}:
        raise Invalid({"actions": f"没有“{'、'.join(sorted(unknown))[:200]}”这些可做的事，请核对。"})
    shown, hashed = new_token()
    with Write(user, "access.own_account") as write:
        write.on_own(user, user.pk)
        token = ApiToken(
            user=user, name=name.strip(), hashed=hashed, actions=sorted(wanted), expires_at=timezone.now() + lifetime
        )
        write.create(token, check=False)
    return shown, token


def revoke_token(user: User, uid: uuid.UUID) -> ApiToken:
    """Revoke one of one's own tokens at once; one that is revoked keeps the time of the first."""
    with Write(user, "access.own_account") as write:
        token = write.lock(ApiToken.objects.filter(user=user), check=False, uid=uid)
        write.on_own(token, token.user_id)
        if token.revoked_at is None:
            token.revoked_at = timezone.now()
            write.save(token)
    return token


def _set_phone(user: User, phone: str) -> None:
    if not phone:
        return
    normalised = normalised_phone(phone)
    if not normalised:
        raise Invalid({"phone": "手机号码应为11位数字，例如13812345678，请核对。"})
    user.phone = normalised  # its hash for look-up follows by itself
