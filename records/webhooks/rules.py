"""Rules of delivering: pure functions, no network, no clock."""

import datetime
import ipaddress
from collections.abc import Iterable
from urllib.parse import urlsplit

# After each failed try; the eighth failure gives up. About two days in all: a weekend without anybody there.
PAUSES = tuple(datetime.timedelta(minutes=minutes) for minutes in (1, 5, 30, 2 * 60, 6 * 60, 12 * 60, 24 * 60))
MOST_TRIES = len(PAUSES) + 1

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def pause_after(tries: int) -> datetime.timedelta | None:
    """How long to wait after so many failed tries; None: give up."""
    return PAUSES[tries - 1] if 0 < tries <= len(PAUSES) else None


def wrong_address(url: str) -> str:
    """What is wrong with a subscriber's address, in words; "" when nothing is."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return "地址写法不对，请核对。"
    if parts.scheme != "https":
        return "接收地址应以 https:// 开头。"
    if not parts.hostname or parts.username is not None or parts.password is not None:
        return "地址中应有主机名，不能含账号和密码。"
    if parts.fragment or any(character.isspace() or ord(character) < 32 for character in url):
        return "地址中不能有空白和“#”。"
    if port == 0:
        return "端口不对，请核对。"
    return ""


def is_allowed(address: str, also: Iterable[Network] = ()) -> bool:
    """Whether a connection may go to this IP address: public ones, and private ones that the settings name.

    Loopback, private, link-local (cloud metadata), multicast and reserved addresses are refused, also written as IPv6.
    """
    ip: ipaddress.IPv4Address | ipaddress.IPv6Address = ipaddress.ip_address(address.split("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        ip = ip.ipv4_mapped or ip.sixtofour or ip
    if any(ip in network for network in also if network.version == ip.version):
        return True
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified)
