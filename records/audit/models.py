"""The journal (日志) and its seals (封存)."""

import secrets
import uuid
from typing import Any, NoReturn

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from uuid6 import uuid7

from records.audit.canonical import Facts, canonical, moment, text_of
from records.audit.merkle import leaf_hash, private_hash
from records.audit.origin import Origin
from records.audit.querysets import AppendOnly, JournalQuerySet, SealQuerySet


def new_uid() -> uuid.UUID:
    """Identifier that sorts by time (UUIDv7)."""
    return uuid7()


def new_salt() -> str:
    """32 random bytes, as hex."""
    return secrets.token_hex(32)


class AppendOnlyModel(models.Model):
    """A row that is written once."""

    class Meta:
        abstract = True
        base_manager_name = "objects"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Insert. Raises AppendOnly for a row that exists."""
        if not self._state.adding:
            raise AppendOnly
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Raises AppendOnly."""
        raise AppendOnly


class Seal(AppendOnlyModel):
    """The seal over the entries of about a minute: the root over their leaves, chained to the seal before.

    `leaves` are the leaves end to end (32 bytes each, in the entries' order). They are what lets a check name the very
    entry that does not fit, and what a proof's path is made of.
    """

    number = models.PositiveBigIntegerField("封存号", unique=True)
    # One seal follows each: two sealers can never both continue the chain.
    previous = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="next", verbose_name="上一封存"
    )
    at = models.DateTimeField("封存时间")
    algorithm = models.CharField("摘要算法", max_length=16)
    root = models.CharField("根", max_length=64)
    count = models.PositiveIntegerField("条数")
    first_uid = models.UUIDField("首条")
    last_uid = models.UUIDField("末条")
    chain = models.CharField("链", max_length=64)
    leaves = models.BinaryField("叶")

    objects = SealQuerySet.as_manager()

    class Meta(AppendOnlyModel.Meta):
        verbose_name = "封存"
        verbose_name_plural = "封存"
        ordering = ("number",)

    def __str__(self) -> str:
        return f"第{self.number}号封存"

    def facts(self) -> Facts:
        """What the chain fixes of this seal."""
        return {
            "number": self.number,
            "at": moment(self.at),
            "algorithm": self.algorithm,
            "root": self.root,
            "count": self.count,
            "first": text_of(self.first_uid),
            "last": text_of(self.last_uid),
        }


class JournalEntry(AppendOnlyModel):
    """Who did what, when, to which record, from where and why. Written in the transaction of the act itself.

    People and organisations stand here by number and printed name, without a foreign key: the journal outlives them.
    `org_path` decides who may read the entry and follows an organisation that moves; everything else is sealed.
    """

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    at = models.DateTimeField("时间", db_index=True)
    actor_id = models.BigIntegerField("人员号", null=True, db_index=True)
    actor_name = models.CharField("人员", max_length=100)
    actor_role = models.CharField("身份", max_length=200, blank=True)
    action = models.CharField("操作", max_length=100, db_index=True)
    subject = models.CharField("对象", max_length=100)
    subject_uid = models.UUIDField("对象编号", null=True)
    organisation_id = models.BigIntegerField("组织号", null=True)
    org_path = models.CharField("组织路径", max_length=255, blank=True)
    before = models.JSONField("变更前", default=dict, encoder=DjangoJSONEncoder)
    after = models.JSONField("变更后", default=dict, encoder=DjangoJSONEncoder)
    reason = models.TextField("事由", blank=True)
    door = models.CharField("入口", max_length=20, blank=True)
    ip = models.CharField("地址", max_length=45, blank=True)
    request_id = models.CharField("请求号", max_length=64, blank=True)
    salt = models.CharField(max_length=64, default=new_salt, editable=False)
    private_salt = models.CharField(max_length=64, default=new_salt, editable=False)
    leaf = models.CharField("叶", max_length=80, editable=False)
    # To the number, so that one UPDATE can claim the entries before the seal's own row is written.
    seal = models.ForeignKey(
        Seal, to_field="number", on_delete=models.PROTECT, null=True, related_name="entries", verbose_name="封存"
    )

    follows_organisation = True  # `org_path` is rewritten when the organisation moves (records.kit.replant)
    wagtail_reference_index_ignore = True

    objects = JournalQuerySet.as_manager()

    class Meta(AppendOnlyModel.Meta):
        verbose_name = "日志"
        verbose_name_plural = "日志"
        ordering = ("pk",)
        indexes = [
            models.Index(fields=["seal", "id"], name="journal_by_seal"),
            models.Index(fields=["subject", "subject_uid", "id"], name="journal_by_subject"),
            models.Index(fields=["org_path", "id"], name="journal_by_path"),
            models.Index(fields=["id"], condition=models.Q(seal__isnull=True), name="journal_unsealed"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.actor_name} {self.action}"

    @property
    def origin(self) -> Origin:
        """From where the act came."""
        return Origin(self.door, self.ip, self.request_id)

    def private_facts(self) -> Facts:
        """Sealed, but kept back from a public proof: who, from where, why, for which organisation."""
        return {
            "actor": self.actor_id,
            "name": self.actor_name,
            "role": self.actor_role,
            "organisation": self.organisation_id,
            "reason": self.reason,
            "door": self.door,
            "ip": self.ip,
            "request": self.request_id,
        }

    def public_facts(self, algorithm: str) -> Facts:
        """What a public proof shows of this entry: what happened to which record and when, and a hash of the rest."""
        private = private_hash(algorithm, bytes.fromhex(self.private_salt), canonical(self.private_facts()))
        return {
            "uid": text_of(self.uid),
            "at": moment(self.at),
            "action": self.action,
            "subject": self.subject,
            "subject_uid": text_of(self.subject_uid),
            "before": self.before,
            "after": self.after,
            "private": private.hex(),
        }

    def leaf_under(self, algorithm: str) -> str:
        """The leaf that these facts give, as `sha256:hex`. Raises ValueError when salts were made unreadable."""
        facts = canonical(self.public_facts(algorithm))
        return f"{algorithm}:{leaf_hash(algorithm, bytes.fromhex(self.salt), facts).hex()}"
