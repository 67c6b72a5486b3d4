"""Subscriptions 订阅 of other systems, and each delivery 推送."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from records.crypto.fields import SecretField
from records.kit.models import Record, StoredEvent, new_uid
from records.webhooks.querysets import DeliveryQuerySet, SubscriptionQuerySet


class Subscription(Record):
    """An address of another system, and what it is told of at the organisation and below it."""

    name = models.CharField("名称", max_length=100, help_text="对方系统叫什么、做什么用")
    url = models.CharField("接收地址", max_length=500, help_text="以 https:// 开头")
    events = models.JSONField("事件", default=list)
    secret = SecretField("签名密钥")
    is_active = models.BooleanField("启用", default=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="订阅人", editable=False
    )

    objects: ClassVar[SubscriptionQuerySet] = SubscriptionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta(Record.Meta):
        verbose_name = "事件推送订阅"
        verbose_name_plural = "事件推送订阅"

    def __str__(self) -> str:
        return self.name


class Delivery(models.Model):
    """One event on its way to one subscriber."""

    class State(models.TextChoices):
        WAITING = "waiting", "等待推送"
        DELIVERED = "delivered", "已送达"
        GIVEN_UP = "given_up", "已放弃"
        WITHHELD = "withheld", "不予推送"

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    subscription = models.ForeignKey(Subscription, on_delete=models.PROTECT, related_name="deliveries")
    event = models.ForeignKey(StoredEvent, on_delete=models.PROTECT, related_name="+")
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.WAITING)
    tries = models.PositiveSmallIntegerField("次数", default=0)
    next_try_at = models.DateTimeField("下次推送")
    leased_until = models.DateTimeField(null=True, blank=True)
    last_status = models.PositiveSmallIntegerField("对方答复", null=True, blank=True)
    last_error = models.CharField("没有送达的原因", max_length=200, blank=True)
    delivered_at = models.DateTimeField("送达时间", null=True, blank=True)
    created_at = models.DateTimeField("发生时间", auto_now_add=True)

    objects: ClassVar[DeliveryQuerySet] = DeliveryQuerySet.as_manager()  # type: ignore[assignment]
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = "事件推送"
        verbose_name_plural = "事件推送"
        constraints = [models.UniqueConstraint(fields=["subscription", "event"], name="event_once_to_a_subscriber")]
        indexes = [models.Index(fields=["state", "next_try_at"])]

    def __str__(self) -> str:
        return f"{self.event.name} → {self.subscription}"

    @property
    def org_path(self) -> str:
        """Whose journal it stands in."""
        return self.subscription.org_path

    @property
    def organisation_id(self) -> Any:
        """Of the subscription."""
        return self.subscription.organisation_id
