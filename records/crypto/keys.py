"""The portal's keys, from the settings `FIELD_KEYS` and `LOOKUP_KEYS`: `id:base64 of 32 bytes` each, current first."""

import base64
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from django.conf import settings

from records.crypto.suites import CIPHERS, SUITES, Suite

KEY_BYTES = 32
_KEY_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,15}")


class KeysWrong(Exception):
    """The configured keys can't be used; the message (Chinese) says what is wrong and never holds key bytes."""


@dataclass(frozen=True)
class Key:
    """One configured key; its bytes are kept out of `repr`."""

    id: str
    secret: bytes = field(repr=False)


def parse_key(setting: str, number: int, text: str) -> Key:
    """One entry of a key list. Raises KeysWrong, naming the setting and the entry's place (from 1), never the key."""
    place = f"{setting} 第{number}项"
    key_id, colon, encoded = text.strip().partition(":")
    if not colon:
        raise KeysWrong(f"{place}缺少编号：应写成“编号:密钥”，密钥是32字节的base64。")
    if not _KEY_ID.fullmatch(key_id):
        raise KeysWrong(f"{place}的编号不合要求：只能用小写字母、数字和连字符，至多16个字符。")
    try:
        secret = base64.b64decode(encoded, validate=True)
    except ValueError:
        raise KeysWrong(f"{place}（编号{key_id}）不是有效的base64。") from None
    if len(secret) != KEY_BYTES:
        raise KeysWrong(f"{place}（编号{key_id}）长度为{len(secret)}字节，应为{KEY_BYTES}字节。")
    return Key(key_id, secret)


@lru_cache(maxsize=16)
def _parsed(setting: str, texts: tuple[str, ...]) -> tuple[Key, ...]:
    keys = tuple(parse_key(setting, number, text) for number, text in enumerate(texts, start=1))
    if not keys:
        raise KeysWrong(f"{setting} 没有设置：请按运维手册“密钥”一节生成并设置，第一把是当前密钥。")
    if len({key.id for key in keys}) < len(keys):
        raise KeysWrong(f"{setting} 中有重复的编号：每把密钥的编号必须不同。")
    if len({key.secret for key in keys}) < len(keys):
        raise KeysWrong(f"{setting} 中有两把相同的密钥：请重新生成。")
    return keys


def _configured(setting: str) -> tuple[Key, ...]:
    texts: Sequence[str] = getattr(settings, setting, None) or ()
    return _parsed(setting, tuple(texts))


def field_keys() -> tuple[Key, ...]:
    """The keys of encrypted fields, current first. Raises KeysWrong."""
    return _configured("FIELD_KEYS")


def lookup_keys() -> tuple[Key, ...]:
    """The keys of look-up hashes, current first. Raises KeysWrong."""
    return _configured("LOOKUP_KEYS")


@lru_cache(maxsize=64)
def cipher_key(algorithm: str, key: Key) -> bytes:
    """The derived key of one cipher; deriving costs as much as ten encryptions, hence the cache."""
    return CIPHERS[algorithm].derived_key(key.secret)


def current_suite() -> Suite:
    """The family that new values are written with, from `CRYPTO_SUITE`. Raises KeysWrong for an unknown name."""
    name = getattr(settings, "CRYPTO_SUITE", "intl")
    if name not in SUITES:
        raise KeysWrong(f"CRYPTO_SUITE 的值“{name}”不可用：只能是 intl（国际算法）或 gm（国密算法）。")
    return SUITES[name]
