"""What the lockout keeps and says: the sign-in name only as a keyed hash, for it may be a phone number."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from records.crypto.services import lookup_hash


def lockout_key(request: HttpRequest | None, credentials: dict[str, Any] | None = None) -> str:
    """Keyed hash of the name that was typed."""
    typed = (credentials or {}).get("username") or (request.POST.get("username", "") if request is not None else "")
    return lookup_hash(str(typed).strip(), purpose="access.lockout")[:250]


def unlock(user: Any) -> None:
    """Lift the lockout of an account's sign-in name: who was given a new password is to use it at once."""
    from axes.utils import reset

    reset(username=lookup_hash(user.username, purpose="access.lockout")[:250])


def locked_out(request: HttpRequest, response: HttpResponse | None = None, credentials: Any = None) -> HttpResponse:
    """Say for how long, and what to do."""
    context = {
        "title": "登录已暂时锁定",
        "message": "连续五次密码不正确，该登录名在这台设备上锁定15分钟。到时可再试；忘记密码请联系本组织的组织管理员重置。",
    }
    return render(request, "theme/message.html", context, status=429)
