"""People who sign in 用户, whom they belong to 隶属, and their tokens 令牌."""

import dataclasses
import uuid
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property
from uuid6 import uuid7

from records.access.grants import CollectionGrant, PageGrant, collection_grants, page_grants
from records.access.phones import PHONE_PURPOSE, normalised_phone
from records.access.querysets import UserQuerySet
from records.access.scope import PersonScope, build_scope
from records.crypto.fields import LookupHashField, SecretField
from records.crypto.masks import mask_phone

# A token reads what is open to society; with this action it reads whatever its user may read.
READ_AS_ME = "access.read_as_me"


def new_uid() -> uuid.UUID:
    """Identifier that sorts by time (UUIDv7)."""
    return uuid7()


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    """Accounts."""

    def create_user(self, username: str, name: str, password: str | None = None, **fields: Any) -> "User":
        """Make an account; without a password nobody can sign in to it yet."""
        user = self.model(username=username, name=name, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, username: str, name: str, password: str | None = None, **fields: Any) -> "User":
        """Make the account that sets up the portal."""
        return self.create_user(username, name, password, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        """Sign-in names are compared as typed."""
        return self.get(username=username)


class User(AbstractBaseUser, PermissionsMixin):
    """Somebody who signs in. A user exists only once activated; most members never need one."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    username = models.CharField(
        "登录名", max_length=60, unique=True, error_messages={"unique": "这个登录名已被使用，请换一个。"}
    )
    name = models.CharField("姓名", max_length=60)
    phone = SecretField("手机号码", mask=mask_phone, null=True, blank=True)
    phone_lookup = LookupHashField(
        "手机号码",
        of="phone",
        purpose=PHONE_PURPOSE,
        normalise=normalised_phone,
        null=True,
        unique=True,
        error_messages={"unique": "这个手机号码已用于另一个账号，请核对。"},
    )
    is_active = models.BooleanField("可登录", default=True)
    must_change_password = models.BooleanField("下次登录须改密码", default=False)
    created_at = models.DateTimeField("开通时间", auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()

    journal_hidden = ("password",)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name"]

    # An account is no page content; Wagtail need not follow references to it.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = "用户"
        verbose_name_plural = "用户"

    def __str__(self) -> str:
        return self.name

    # What the kit asks of an actor
    @cached_property
    def scope(self) -> PersonScope:
        """What this person may see and do today, from posts and affiliations; one query, once per instance."""
        return build_scope(self)

    def narrow_to(self, actions: list[str]) -> None:
        """Limit this instance to an API token's own actions; a token never widens what its user may do."""
        labels = self.scope.labels if READ_AS_ME in actions else frozenset({"public"})
        self.__dict__["scope"] = dataclasses.replace(self.scope, narrowed_to=frozenset(actions), labels=labels)

    @property
    def actor_name(self) -> str:
        """Printed in the journal."""
        return self.name

    # What Wagtail and Django ask of a user
    def get_full_name(self) -> str:
        """The Chinese name; Wagtail prints it."""
        return self.name

    def get_short_name(self) -> str:
        """The Chinese name."""
        return self.name

    @property
    def first_name(self) -> str:
        """Wagtail's templates ask for it."""
        return self.name

    @property
    def last_name(self) -> str:
        """A Chinese name is one field."""
        return ""

    @property
    def email(self) -> str:
        """The portal sends no mail to accounts; notices arrive in the inbox."""
        return ""

    @property
    def is_staff(self) -> bool:
        """Whether the back office is open to this person."""
        return self.is_active and (self.is_superuser or self.scope.holds_post)

    # Every per-user decision of Wagtail passes these two (see docs/decisions): permission by posts, no groups.
    @cached_property
    def _page_permission_cache(self) -> list[PageGrant]:
        return page_grants(self)

    @cached_property
    def _collection_permission_cache(self) -> list[CollectionGrant]:
        return collection_grants(self)


class Visitor:
    """Whoever is not signed in."""

    actor_name = "访客"

    @cached_property
    def scope(self) -> PersonScope:
        """Only what is open to society."""
        return PersonScope(user_id=None, labels=frozenset({"public"}), grants=())


class Affiliation(models.Model):
    """A person belongs to an organisation, with a standing, from one day to another 隶属关系; members' services write it."""

    class Standing(models.TextChoices):
        FULL = "full", "正式党员"
        PROBATIONARY = "probationary", "预备党员"
        STAFF = "staff", "工作人员"

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="affiliations")
    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    standing = models.CharField("身份", max_length=20, choices=Standing.choices)
    valid_from = models.DateField("起")
    valid_to = models.DateField("止", null=True, blank=True, help_text="不含当日；空为至今")

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = "隶属关系"
        verbose_name_plural = "隶属关系"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation", "standing"],
                condition=Q(valid_to__isnull=True),
                name="affiliation_once_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} @ {self.organisation}"


class ApiToken(models.Model):
    """A token for programs 接口令牌: only its keyed hash is kept; it has a scope, an end, and can be revoked."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="tokens")
    name = models.CharField("用途", max_length=100)
    hashed = models.CharField(max_length=200, unique=True, editable=False)
    actions = models.JSONField("可做的事", default=list, blank=True, help_text="空为只读公开内容")
    expires_at = models.DateTimeField("到期")
    revoked_at = models.DateTimeField("撤销", null=True, blank=True)
    last_used_on = models.DateField("最近使用", null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    wagtail_reference_index_ignore = True
    journal_hidden = ("hashed",)

    class Meta:
        ordering = ("-pk",)
        verbose_name = "接口令牌"
        verbose_name_plural = "接口令牌"

    def __str__(self) -> str:
        return self.name

    @property
    def is_live(self) -> bool:
        """Neither expired nor revoked."""
        return self.revoked_at is None and self.expires_at > timezone.now()
