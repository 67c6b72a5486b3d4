"""Middleware of the whole portal."""

from collections.abc import Callable
from typing import Any, BinaryIO, cast

from corsheaders.middleware import CorsMiddleware
from csp.middleware import CSPMiddleware
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, UnreadablePostError
from django.shortcuts import render

from media.handlers import LARGEST_KEPT, LARGEST_REQUEST
from media.uploads import size_text
from records.kit.api import is_api, problem_response


class ContentSecurityPolicyMiddleware(CSPMiddleware):
    """Strict policy for the site and the workbench; Wagtail's own needs inside the back office."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if request.path_info.startswith("/admin/"):
            response._csp_config = settings.ADMIN_CONTENT_SECURITY_POLICY  # type: ignore[attr-defined]
        return super().process_response(request, response)


class ApiOriginsMiddleware(CorsMiddleware):  # type: ignore[misc]
    """Other sites' scripts may call the API where `API_ALLOWED_ORIGINS` lists them; with the reader's session only
    where `API_CREDENTIAL_ORIGINS` does. Everyone else gets no permission from us, and the browser refuses.
    """

    def add_response_headers(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """As the library does; credentials by origin, which it knows only for all at once."""
        response = super().add_response_headers(request, response)
        origin = response.headers.get("access-control-allow-origin", "")
        if origin and origin in settings.API_CREDENTIAL_ORIGINS:
            response.headers["access-control-allow-credentials"] = "true"
        return response


class _WholeStream:
    """A request's body that is never taken for whole when the connection broke off: Django would store half a file."""

    def __init__(self, stream: Any, length: int) -> None:
        self._stream = stream
        self._left = length

    def read(self, *size: int) -> bytes:
        """As the stream's own. Raises ConnectionError where the body ends before its announced length."""
        wanted = size[0] if size and size[0] is not None and size[0] >= 0 else self._left
        return self._counted(self._stream.read(*size), min(wanted, self._left))

    def readline(self, *size: int) -> bytes:
        """As the stream's own. Raises ConnectionError."""
        return self._counted(self._stream.readline(*size), min(1, self._left))

    def close(self) -> None:
        """Django closes the stream once it has read the whole of a plain form."""
        self._stream.close()

    def _counted(self, piece: bytes, at_least: int) -> bytes:
        self._left -= len(piece)
        if not piece and at_least > 0:
            raise ConnectionError(f"{self._left} bytes of the request never came")
        return piece


class WholeRequestMiddleware:
    """Half a request does nothing; one that says it is larger than anything we take is refused before it is read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Refuse, or watch over the body."""
        announced = request.META.get("CONTENT_LENGTH") or ""
        length = int(announced) if announced.isascii() and announced.isdecimal() and len(announced) < 19 else 0
        if length > LARGEST_REQUEST:
            said = f"您上传的内容有{size_text(length)}，单个文件不能超过{size_text(LARGEST_KEPT)}，没有接收。"
            cure = "请返回上一页（填写的内容仍在），把文件压缩或拆开后再上传。"
            return _refused(request, 413, "too_large", "上传的内容过大", said, cure)
        if length and hasattr(request, "_stream"):
            request._stream = cast("BinaryIO", _WholeStream(request._stream, length))
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        """A connection that broke off is no fault of ours: nothing was done, and who is still there is told so."""
        if not isinstance(exception, UnreadablePostError):
            return None
        return _refused(
            request,
            400,
            "broken_off",
            "没有收完",
            "上传中断，没有保存任何内容。",
            "请检查网络后返回上一页（填写的内容仍在），再提交一次。",
        )


def _refused(request: HttpRequest, status: int, code: str, title: str, said: str, cure: str) -> HttpResponseBase:
    """A page for a person, with the cure; for a program the same as a problem with its code."""
    if is_api(request):
        return problem_response(status, said, code=code)
    return render(request, "theme/message.html", {"title": title, "message": said + cure}, status=status)
