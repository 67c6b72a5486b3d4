"""Posts and accounts over the API, for those who look after them; the same services as at the workbench."""

from typing import Any

from django.db.models import QuerySet
from django.utils.decorators import method_decorator
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from records.access import services
from records.access.models import User
from records.kit.api import RecordSerializer, RecordViewSet, route
from records.kit.pagination import KeysetPagination
from records.organisations import services as organisations
from records.organisations.api import read
from records.organisations.models import Post
from records.organisations.roles import Role
from records.organisations.serializers import OrganisationByUid


class AccountByUid(serializers.UUIDField):
    """An account, named by its uid."""

    def to_internal_value(self, data: Any) -> Any:
        """The account. Raises ValidationError for one that the actor doesn't look after."""
        actor = self.context["actor"]
        found: User | None = User.objects.manageable_by(actor).filter(uid=super().to_internal_value(data)).first()
        if found is None:
            raise serializers.ValidationError("没有这个账号，或不在您的管理范围，请核对编号。")
        return found


class PostSerializer(RecordSerializer):
    """职务."""

    account = serializers.UUIDField(source="user.uid", allow_null=True, default=None, help_text="账号的编号（uid）")

    class Meta:
        model = Post
        fields = (
            "uid", "organisation", "printed_name", "title", "role", "account", "is_published", "starts_on", "ends_on",
            "sort_order",
        )  # fmt: skip


class PostChangeInput(serializers.Serializer):  # type: ignore[type-arg]
    """更正任职：只写要改的项."""

    printed_name = serializers.CharField(max_length=60)
    title = serializers.CharField(max_length=60)
    role = serializers.ChoiceField(choices=Role.choices, required=False, allow_blank=True, help_text="系统权限")
    account = AccountByUid(source="user", required=False, allow_null=True, help_text="账号的编号（uid）")
    is_published = serializers.BooleanField(required=False)
    starts_on = serializers.DateField()
    ends_on = serializers.DateField(required=False, allow_null=True, help_text="不含当日")
    sort_order = serializers.IntegerField(required=False, min_value=0, max_value=9999)
    reason = serializers.CharField(required=False, allow_blank=True, max_length=200)


class AppointInput(PostChangeInput):
    """任职."""

    organisation = OrganisationByUid(help_text="任职组织的编号（uid）")


class EndInput(serializers.Serializer):  # type: ignore[type-arg]
    """免职."""

    ends_on = serializers.DateField(help_text="自这一天起不再任职")
    reason = serializers.CharField(max_length=200)


class ByTerm(KeysetPagination):
    """Pages by key, the newest terms first."""

    ordering = ("-starts_on", "-uid")  # type: ignore[assignment]


class PostViewSet(RecordViewSet):
    """职务：管理范围内的任免."""

    queryset = Post.objects.none()
    serializer_class = PostSerializer
    pagination_class = ByTerm

    def get_queryset(self) -> QuerySet[Any]:
        """The posts one appoints to; what is published of others is told with the organisation."""
        return Post.objects.manageable_by(self.actor()).select_related("organisation", "user")

    @extend_schema(request=AppointInput, responses={201: PostSerializer})
    def create(self, request: Request) -> Response:
        """任职."""
        given = self._read(AppointInput)
        post = organisations.appoint(self.actor(), given.pop("organisation"), **given)
        return Response(PostSerializer(post).data, status=201)

    @extend_schema(request=PostChangeInput, responses=PostSerializer)
    def partial_update(self, request: Request, uid: str) -> Response:
        """更正任职."""
        row = self.get_object()
        post = organisations.change_post(self.actor(), row.uid, **self._read(PostChangeInput, partial=True))
        return Response(PostSerializer(post).data)

    @extend_schema(request=EndInput, responses=PostSerializer)
    @action(detail=True, methods=["post"])
    def end(self, request: Request, uid: str) -> Response:
        """免职：系统权限同时终止."""
        post = organisations.end_post(self.actor(), self.get_object().uid, **read(EndInput, request))
        return Response(PostSerializer(post).data)

    def _read(self, shape: type[Any], *, partial: bool = False) -> dict[str, Any]:
        given = shape(data=self.request.data, partial=partial, context={"actor": self.actor()})
        given.is_valid(raise_exception=True)
        return dict(given.validated_data)


class AccountSerializer(serializers.ModelSerializer):  # type: ignore[type-arg]
    """账号：手机号码只有掩码."""

    phone = serializers.SerializerMethodField(help_text="掩码，例如 138****5678")

    class Meta:
        model = User
        fields = ("uid", "username", "name", "phone", "is_active", "must_change_password", "created_at")

    def get_phone(self, user: User) -> str:
        """The mask, "" when nothing is stored."""
        return str(user.phone or "")


class OpenedSerializer(AccountSerializer):
    """账号和初始密码；密码只在此时显示一次."""

    password = serializers.CharField(read_only=True)

    class Meta(AccountSerializer.Meta):
        fields = (*AccountSerializer.Meta.fields, "password")  # type: ignore[assignment]


class OpenInput(serializers.Serializer):  # type: ignore[type-arg]
    """开通账号."""

    organisation = OrganisationByUid(help_text="所在组织的编号（uid）")
    username = serializers.CharField(max_length=60)
    name = serializers.CharField(max_length=60)
    phone = serializers.CharField(required=False, allow_blank=True, max_length=20, write_only=True)


class AccountInput(serializers.Serializer):  # type: ignore[type-arg]
    """更正账号；`phone` 写空文本为删去."""

    name = serializers.CharField(max_length=60)
    phone = serializers.CharField(required=False, allow_blank=True, max_length=20, write_only=True)
    reason = serializers.CharField(max_length=200)


class AccountReasonInput(serializers.Serializer):  # type: ignore[type-arg]
    """事由，记入日志."""

    reason = serializers.CharField(max_length=200)


class AccountSwitchInput(AccountReasonInput):
    """停用或恢复."""

    active = serializers.BooleanField(help_text="true 恢复，false 停用")


class ByName(KeysetPagination):
    """Pages by key, by sign-in name."""

    ordering = ("username",)  # type: ignore[assignment]


@method_decorator(sensitive_post_parameters("phone"), name="dispatch")
class AccountViewSet(RecordViewSet):
    """账号：管理范围内的登录账号."""

    queryset = User.objects.none()
    serializer_class = AccountSerializer
    pagination_class = ByName

    def get_queryset(self) -> QuerySet[Any]:
        """Accounts one looks after."""
        return User.objects.manageable_by(self.actor())

    @extend_schema(request=OpenInput, responses={201: OpenedSerializer})
    @method_decorator(sensitive_variables("given", "password"))
    def create(self, request: Request) -> Response:
        """开通账号."""
        user, password = services.open_account(self.actor(), **read(OpenInput, request))
        return self._told(user, password, 201)

    @extend_schema(request=AccountInput, responses=AccountSerializer)
    def partial_update(self, request: Request, uid: str) -> Response:
        """更正账号."""
        user = services.change_account(self.actor(), self.get_object().uid, **read(AccountInput, request))
        return Response(AccountSerializer(user).data)

    @extend_schema(request=AccountReasonInput, responses=OpenedSerializer)
    @action(detail=True, methods=["post"], url_path="reset-password")
    @method_decorator(sensitive_variables("password"))
    def reset_password(self, request: Request, uid: str) -> Response:
        """重置密码."""
        row = self.get_object()
        password = services.reset_password(self.actor(), row.uid, **read(AccountReasonInput, request))
        return self._told(User.objects.get(pk=row.pk), password, 200)

    @extend_schema(request=AccountSwitchInput, responses=AccountSerializer)
    @action(detail=True, methods=["post"])
    def switch(self, request: Request, uid: str) -> Response:
        """停用、恢复账号."""
        given = read(AccountSwitchInput, request)
        act = services.switch_on if given["active"] else services.switch_off
        user = act(self.actor(), self.get_object().uid, reason=given["reason"])
        return Response(AccountSerializer(user).data)

    def _told(self, user: User, password: str, status: int) -> Response:
        told = {**AccountSerializer(user).data, "password": password}
        return Response(told, status=status, headers={"Cache-Control": "no-store"})


route("posts", PostViewSet, "post")
route("accounts", AccountViewSet, "account")
