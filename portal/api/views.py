"""The API's own views: its root, its schema, sign-in and tokens."""

from typing import Any, ClassVar

from django.contrib.auth import authenticate, login, logout
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.debug import sensitive_post_parameters
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularJSONAPIView
from rest_framework import serializers
from rest_framework.exceptions import AuthenticationFailed, NotAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from records.access import services
from records.access.models import ApiToken, User
from records.kit.api import routes


class Schema(SpectacularJSONAPIView):  # type: ignore[misc]
    """接口说明 (OpenAPI 3.1)."""


class Root(APIView):
    """接口目录：有哪些资源."""

    schema = None

    def get(self, request: Request) -> Response:
        """List the resources."""
        base = request.build_absolute_uri("/api/v1/")
        links = {prefix: f"{base}{prefix}/" for prefix, _view, _name in routes()}
        return Response({"schema": f"{base}schema/", "search": f"{base}search/", **links})


class SignInSerializer(serializers.Serializer):  # type: ignore[type-arg]
    """登录名或手机号码，和密码."""

    username = serializers.CharField(max_length=60, help_text="登录名或手机号码")
    password = serializers.CharField(max_length=200, write_only=True, help_text="密码", trim_whitespace=False)


class WhoSerializer(serializers.Serializer):  # type: ignore[type-arg]
    """当前登录的人."""

    uid = serializers.UUIDField()
    name = serializers.CharField()
    must_change_password = serializers.BooleanField()


@method_decorator(sensitive_post_parameters("password"), name="dispatch")
@method_decorator(ensure_csrf_cookie, name="dispatch")
class SignIn(APIView):
    """会话登录：登录、查询当前用户、退出."""

    throttle_scope: ClassVar[str] = "sign_in"

    @extend_schema(responses=WhoSerializer, operation_id="sign_in_read")
    def get(self, request: Request) -> Response:
        """Who is signed in; 401 for nobody."""
        if not isinstance(request.user, User):
            raise NotAuthenticated
        return Response(WhoSerializer(request.user).data)

    @extend_schema(request=SignInSerializer, responses=WhoSerializer, operation_id="sign_in_create")
    def post(self, request: Request) -> Response:
        """Sign in; repeated failures lock, as on the page."""
        given = SignInSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        user = authenticate(request._request, **given.validated_data)
        if user is None:
            raise AuthenticationFailed("登录名或密码不正确，请核对后再试；连续五次不正确会锁定15分钟。")
        login(request._request, user)
        return Response(WhoSerializer(user).data)

    @extend_schema(request=None, responses={204: None}, operation_id="sign_in_delete")
    def delete(self, request: Request) -> Response:
        """Sign out."""
        logout(request._request)
        return Response(status=204)


class TokenSerializer(serializers.ModelSerializer):  # type: ignore[type-arg]
    """接口令牌（不含令牌本身）."""

    days = serializers.IntegerField(write_only=True, min_value=1, max_value=366, help_text="有效天数，1至366")
    actions = serializers.ListField(child=serializers.CharField(max_length=100), help_text="可做的事；空为只读公开内容")

    class Meta:
        model = ApiToken
        fields = ("uid", "name", "actions", "days", "created_at", "expires_at", "revoked_at", "last_used_on")
        read_only_fields = ("uid", "created_at", "expires_at", "revoked_at", "last_used_on")


class IssuedSerializer(TokenSerializer):
    """新令牌：`token` 只在此时显示一次."""

    token = serializers.CharField(read_only=True)

    class Meta(TokenSerializer.Meta):
        fields = (*TokenSerializer.Meta.fields, "token")  # type: ignore[assignment]


def _signed_in(request: Request) -> User:
    # A token never makes or revokes tokens: only a person who signed in does.
    if not isinstance(request.user, User) or isinstance(request.auth, ApiToken):
        raise NotAuthenticated("请先以登录名和密码登录。")
    return request.user


class Tokens(APIView):
    """自己的接口令牌."""

    @extend_schema(responses=TokenSerializer(many=True), operation_id="tokens_list")
    def get(self, request: Request) -> Response:
        """One's own tokens."""
        rows = ApiToken.objects.filter(user=_signed_in(request))[:200]
        return Response(TokenSerializer(rows, many=True).data)

    @extend_schema(request=TokenSerializer, responses={201: IssuedSerializer}, operation_id="tokens_create")
    def post(self, request: Request) -> Response:
        """Issue a token; it is shown once."""
        user = _signed_in(request)
        given = TokenSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        wanted: dict[str, Any] = given.validated_data
        shown, row = services.issue_token(user, name=wanted["name"], actions=wanted["actions"], days=wanted["days"])
        return Response({**TokenSerializer(row).data, "token": shown}, status=201)


class TokenView(APIView):
    """一个接口令牌."""

    @extend_schema(request=None, responses={204: None}, operation_id="tokens_delete")
    def delete(self, request: Request, uid: Any) -> Response:
        """Revoke one's own token at once."""
        services.revoke_token(_signed_in(request), uid)
        return Response(status=204)
