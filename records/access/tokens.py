"""Token sign-in 令牌 for programs: `Authorization: Bearer <token>`."""

import secrets

from django.utils import timezone
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from records.access.models import ApiToken, User
from records.crypto.services import lookup_hash, lookup_hashes

PURPOSE = "access.api_token"


def new_token() -> tuple[str, str]:
    """A fresh token as (shown once, keyed hash kept)."""
    shown = "pt_" + secrets.token_urlsafe(32)
    return shown, lookup_hash(shown, purpose=PURPOSE)


class TokenAuthentication(BaseAuthentication):
    """Finds a live token by its keyed hash and narrows the user's scope to the token's actions."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        """The token's user, or None when the request carries no token. Raises AuthenticationFailed."""
        parts = get_authorization_header(request).split()
        if not parts or parts[0].lower() != b"bearer":
            return None
        if len(parts) != 2:
            raise AuthenticationFailed("令牌格式应为“Authorization: Bearer 令牌”。")
        hashes = lookup_hashes(parts[1].decode("ascii", "replace"), purpose=PURPOSE)
        token = ApiToken.objects.select_related("user").filter(hashed__in=hashes).first()
        if token is None or not token.is_live or not token.user.is_active:
            raise AuthenticationFailed("令牌无效、已到期或已撤销，请重新申请。")
        today = timezone.localdate()
        if token.last_used_on != today:
            ApiToken.objects.filter(pk=token.pk).update(last_used_on=today)
        token.user.narrow_to(token.actions)
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        """Tell clients how to sign in."""
        return 'Bearer realm="api"'
