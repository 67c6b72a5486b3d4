"""The one way out: an HTTPS POST to an address that was looked at before, and to no other."""

import http.client
import ipaddress
import socket
import ssl
from urllib.parse import urlsplit

from django.conf import settings

from records.webhooks.rules import Network, is_allowed

SECONDS = 10


class NotSent(Exception):
    """The delivery did not reach the other system; the message says why, in Chinese, without addresses of ours."""


class _Pinned(http.client.HTTPSConnection):
    """Connects to the IP address that was checked, whatever the name says a moment later; verifies the name's certificate."""

    def __init__(self, host: str, port: int, address: str) -> None:
        context = ssl.create_default_context(cafile=settings.WEBHOOK_CA_FILE or None)
        super().__init__(host, port, timeout=SECONDS, context=context)
        self.address, self.tls = address, context

    def connect(self) -> None:
        """To the checked address, with the name in the handshake."""
        plain = socket.create_connection((self.address, self.port), timeout=SECONDS)
        self.sock = self.tls.wrap_socket(plain, server_hostname=self.host)


def send(url: str, body: bytes, headers: dict[str, str]) -> int:
    """POST a body; returns the status that was answered. Raises NotSent.

    Redirects are not followed and the answer's body is not read: it could only be used to look around in our network.
    """
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or 443
    connection = _Pinned(host, port, checked_address(host, port))
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        connection.request("POST", target, body=body, headers={"Content-Type": "application/json", **headers})
        return connection.getresponse().status
    except ssl.SSLError:
        raise NotSent("对方的证书不受信任，或加密连接失败。") from None
    except TimeoutError:
        raise NotSent(f"对方在{SECONDS}秒内没有答复。") from None
    except (OSError, http.client.HTTPException, ValueError):
        raise NotSent("连接不上对方，或连接中断。") from None
    finally:
        connection.close()


def checked_address(host: str, port: int) -> str:
    """An IP address of the host to which we may connect. Raises NotSent when any of its addresses is not allowed."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise NotSent("找不到对方的主机名，请核对地址。") from None
    addresses = [str(each[4][0]) for each in found]
    if not addresses or not all(is_allowed(address, networks()) for address in addresses):
        raise NotSent("地址指向内部网络，不允许推送；确需推送的内网由运维人员在设置中列出。")
    return addresses[0]


def networks() -> list[Network]:
    """Private networks that the installation allows."""
    return [ipaddress.ip_network(each, strict=False) for each in settings.WEBHOOK_PRIVATE_NETWORKS]
