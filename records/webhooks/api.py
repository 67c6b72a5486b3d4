"""Webhooks over the API: subscriptions, their deliveries, a delivery sent again."""

import uuid
from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from records.kit.api import RecordSerializer, RecordViewSet, etag, route
from records.kit.errors import NotVisible
from records.organisations.models import Organisation
from records.webhooks import services
from records.webhooks.models import Delivery, Subscription


class SubscriptionSerializer(RecordSerializer):
    """一个订阅；密钥不在其中."""

    events = serializers.ListField(child=serializers.CharField(), help_text="事件名称")

    class Meta:
        model = Subscription
        fields = ("uid", "organisation", "name", "url", "events", "is_active", "created_at", "version")


class SubscribedSerializer(SubscriptionSerializer):
    """新订阅：`secret` 只在此时给出一次."""

    secret = serializers.CharField()

    class Meta(SubscriptionSerializer.Meta):
        fields = (*SubscriptionSerializer.Meta.fields, "secret")  # type: ignore[assignment]


class SecretSerializer(serializers.Serializer):  # type: ignore[type-arg]
    """新密钥，只给出一次."""

    secret = serializers.CharField()


class SubscriptionInput(serializers.Serializer):  # type: ignore[type-arg]
    """接收地址和事件."""

    name = serializers.CharField(max_length=100)
    url = serializers.CharField(max_length=500, help_text="以 https:// 开头")
    events = serializers.ListField(child=serializers.CharField(max_length=100), max_length=200)


class NewSubscriptionInput(SubscriptionInput):
    """哪个组织的事件."""

    organisation = serializers.UUIDField()


class SwitchInput(serializers.Serializer):  # type: ignore[type-arg]
    """启用或停用."""

    is_active = serializers.BooleanField()


class DeliverySerializer(serializers.ModelSerializer):  # type: ignore[type-arg]
    """一次推送."""

    subscription: Any = serializers.SlugRelatedField(slug_field="uid", read_only=True)
    event = serializers.CharField(source="event.name")

    class Meta:
        model = Delivery
        fields = (
            "uid",
            "subscription",
            "event",
            "state",
            "tries",
            "next_try_at",
            "last_status",
            "last_error",
            "delivered_at",
            "created_at",
        )


class SubscriptionViewSet(RecordViewSet):
    """事件推送的订阅."""

    records = Subscription.objects.select_related("organisation")
    queryset = Subscription.objects.none()
    serializer_class = SubscriptionSerializer

    @extend_schema(request=NewSubscriptionInput, responses={201: SubscribedSerializer})
    def create(self, request: Request) -> Response:
        """Subscribe; the secret is told once."""
        given = dict(self._read(NewSubscriptionInput))
        organisation = Organisation.objects.filter(uid=given.pop("organisation")).first()
        if organisation is None:
            raise NotVisible("没有这个组织，请核对 organisation。")
        secret, row = services.subscribe(self.actor(), organisation, **given)
        told = {**SubscriptionSerializer(row).data, "secret": secret}
        return Response(told, status=201, headers={"ETag": etag(row), "Cache-Control": "no-store"})

    @extend_schema(request=SubscriptionInput, responses=SubscriptionSerializer)
    def update(self, request: Request, uid: str) -> Response:
        """Change name, address and events."""
        row = services.change(
            self.actor(), _uid(uid), **self._read(SubscriptionInput), expected_version=self.expected_version()
        )
        return Response(SubscriptionSerializer(row).data, headers={"ETag": etag(row)})

    @extend_schema(request=SwitchInput, responses=SubscriptionSerializer)
    @action(detail=True, methods=["post"])
    def switch(self, request: Request, uid: str) -> Response:
        """Stop it, or have it go on."""
        row = services.switch(self.actor(), _uid(uid), active=self._read(SwitchInput)["is_active"])
        return Response(SubscriptionSerializer(row).data)

    @extend_schema(request=None, responses=SecretSerializer)
    @action(detail=True, methods=["post"], url_path="renew-secret")
    def renew_secret(self, request: Request, uid: str) -> Response:
        """Give it a new secret, told once."""
        told = {"secret": services.renew_secret(self.actor(), _uid(uid))}
        return Response(told, headers={"Cache-Control": "no-store"})

    def _read(self, kind: type[serializers.Serializer[Any]]) -> dict[str, Any]:
        given = kind(data=self.request.data)
        given.is_valid(raise_exception=True)
        return dict(given.validated_data)


class DeliveryViewSet(RecordViewSet):
    """推送记录."""

    records = Delivery.objects.select_related("subscription", "event")
    queryset = Delivery.objects.none()
    serializer_class = DeliverySerializer

    @extend_schema(
        parameters=[
            OpenApiParameter("subscription", str, description="订阅的 uid"),
            OpenApiParameter("state", str, description="状态", enum=Delivery.State.values),
        ]
    )
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """List deliveries, newest first."""
        return super().list(request, *args, **kwargs)

    def get_queryset(self) -> Any:
        """Visible ones, narrowed."""
        rows = super().get_queryset()
        asked = self.request.query_params
        if self.action == "list":
            if asked.get("subscription"):
                rows = rows.filter(subscription__uid=_uid(asked["subscription"]))
            if asked.get("state") in Delivery.State.values:
                rows = rows.filter(state=asked["state"])
        return rows

    @extend_schema(request=None, responses=DeliverySerializer)
    @action(detail=True, methods=["post"])
    def resend(self, request: Request, uid: str) -> Response:
        """Send it again."""
        return Response(DeliverySerializer(services.resend(self.actor(), _uid(uid))).data)


def _uid(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        raise NotVisible() from None


route("webhooks", SubscriptionViewSet, "webhook")
route("webhook-deliveries", DeliveryViewSet, "webhook-delivery")
