"""`manage.py check`: say in Chinese what is wrong with the keys before the first value can't be sealed."""

from collections.abc import Callable, Sequence
from typing import Any

from cryptography.exceptions import UnsupportedAlgorithm
from django.apps import AppConfig
from django.core import checks

from records.crypto.keys import Key, KeysWrong, current_suite, field_keys, lookup_keys
from records.crypto.suites import SUITES, NotAuthentic


@checks.register("crypto")
def check_keys(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[checks.CheckMessage]:
    """The setting CRYPTO_SUITE, and both key lists: present, well-formed, no key twice, no key in both lists."""
    found: list[checks.CheckMessage] = []
    parts: list[tuple[str, Callable[[], object]]] = [
        ("crypto.E001", current_suite),
        ("crypto.E002", field_keys),
        ("crypto.E003", lookup_keys),
    ]
    read: dict[str, Any] = {}
    for code, part in parts:
        try:
            read[code] = part()
        except KeysWrong as wrong:
            found.append(checks.Error(str(wrong), id=code))
    if not found:
        found += _shared_keys(read["crypto.E002"], read["crypto.E003"])
        found += _working()
    return found


def _shared_keys(field: tuple[Key, ...], lookup: tuple[Key, ...]) -> list[checks.CheckMessage]:
    if {key.secret for key in field} & {key.secret for key in lookup}:
        message = "FIELD_KEYS 和 LOOKUP_KEYS 中有同一把密钥：两种用途的密钥必须分别生成。"
        return [checks.Error(message, id="crypto.E004")]
    return []


def _working() -> list[checks.CheckMessage]:
    """The library beneath may be built without the national algorithms."""
    try:
        for suite in SUITES.values():
            key = suite.cipher.derived_key(bytes(32))
            suite.cipher.decrypt(key, suite.cipher.encrypt(key, b"check", b""), b"")
            suite.keyed_hash.of(key, b"check")
    except (NotAuthentic, UnsupportedAlgorithm) as wrong:
        return [checks.Error(f"加密库不支持所需算法：{wrong}。请安装带 SM3、SM4 的 cryptography。", id="crypto.E005")]
    return []
