"""Encrypt, decrypt, keyed hash, digest: the only functions of the portal that touch key bytes."""

import base64
from collections.abc import Iterable

from django.views.decorators.debug import sensitive_variables

from records.crypto.keys import Key, cipher_key, current_suite, field_keys, lookup_keys
from records.crypto.suites import CIPHERS, DIGESTS, KEYED_HASHES, CipherAlgorithm, KeyedHashAlgorithm, NotAuthentic


class CannotDecrypt(Exception):
    """A sealed value can't be opened; the message (Chinese) says why and holds neither value nor key."""


class UnknownAlgorithm(ValueError):
    """A stored algorithm name that this version of the portal does not know."""


def token_prefix() -> str:
    """What every value sealed now begins with, as `aes256gcm.k1.`; any other beginning is due for rotation."""
    return f"{current_suite().cipher.name}.{field_keys()[0].id}."


def _bound(algorithm: CipherAlgorithm, key: Key, context: str) -> bytes:
    return f"{algorithm.name}.{key.id}\n{context}".encode()


@sensitive_variables("plain")
def encrypt(plain: str, *, context: str) -> str:
    """Seal a text with the current suite and key, bound to its place.

    `context` names the place, "model.field:uid"; a token copied to another place does not open there.
    Returns `algorithm.keyid.base64` (URL-safe). Raises KeysWrong.
    """
    algorithm, key = current_suite().cipher, field_keys()[0]
    sealed = algorithm.encrypt(cipher_key(algorithm.name, key), plain.encode(), _bound(algorithm, key, context))
    return f"{algorithm.name}.{key.id}.{base64.urlsafe_b64encode(sealed).decode()}"


@sensitive_variables("plain")
def decrypt(token: str, *, context: str) -> str:
    """Open what `encrypt` sealed, under whichever suite and key is named in the token.

    Raises CannotDecrypt when the token is no token, its key is no longer configured, or token and context
    do not belong together (altered, or moved from another record); KeysWrong when no keys are configured.
    """
    parts = token.split(".")
    if len(parts) != 3:
        raise CannotDecrypt("密文格式不对，可能已被改动。")
    name, key_id, encoded = parts
    algorithm = CIPHERS.get(name)
    if algorithm is None:
        raise CannotDecrypt(f"密文使用的算法“{name}”不认识。")
    key = next((key for key in field_keys() if key.id == key_id), None)
    if key is None:
        raise CannotDecrypt(f"FIELD_KEYS 中没有编号为“{key_id}”的密钥，请把它加回列表末尾。")
    try:
        sealed = base64.b64decode(encoded, altchars=b"-_", validate=True)
        plain = algorithm.decrypt(cipher_key(name, key), sealed, _bound(algorithm, key, context))
    except (ValueError, NotAuthentic):  # ValueError: no base64
        raise CannotDecrypt("密文与所在记录不符，可能已被改动或移动。") from None
    return plain.decode()


@sensitive_variables("value", "message")
def _lookup_hash(value: str, purpose: str, algorithm: KeyedHashAlgorithm, key: Key) -> str:
    message = f"{len(purpose)}:{purpose}{value}".encode()  # the length keeps purpose and value apart
    return f"{algorithm.name}.{key.id}.{algorithm.of(key.secret, message).hex()}"


@sensitive_variables("value")
def lookup_hash(value: str, *, purpose: str) -> str:
    """The keyed hash under which a value is stored for exact look-up, with the current suite and key.

    The caller normalises the value first (case, spaces, full width). `purpose` keeps columns apart: the same number
    as sign-in phone and as member's phone gives two hashes that can't be joined.
    Returns `hmac-sha256.keyid.hex`, at most 93 characters (the id has up to 16). Raises KeysWrong.
    """
    return _lookup_hash(value, purpose, current_suite().keyed_hash, lookup_keys()[0])


@sensitive_variables("value")
def lookup_hashes(value: str, purpose: str) -> list[str]:
    """Every hash under which the value may be stored: all keys, both suites, the current one first.

    Looking up with `hash__in=` this list finds a value also while keys or suites are being changed.
    """
    current = current_suite().keyed_hash
    algorithms = [current, *(other for other in KEYED_HASHES.values() if other != current)]
    return [_lookup_hash(value, purpose, algorithm, key) for algorithm in algorithms for key in lookup_keys()]


def digest(data: bytes) -> str:
    """The digest (摘要) with the current suite, as `sha256:hex` or `sm3:hex`."""
    return digest_with(current_suite().digest.name, data)


def digest_with(name: str, data: bytes) -> str:
    """The digest with the named algorithm, for checking a stored one. Raises UnknownAlgorithm."""
    if name not in DIGESTS:
        raise UnknownAlgorithm(f"摘要算法“{name}”不认识，只支持：{'、'.join(DIGESTS)}。")
    return f"{name}:{DIGESTS[name].of(data).hex()}"


def digest_stream(pieces: Iterable[bytes]) -> str:
    """The digest of a file read in pieces (`file.chunks()`), with the current suite; memory stays flat."""
    algorithm = current_suite().digest
    return f"{algorithm.name}:{algorithm.of_stream(pieces).hex()}"


def digest_name() -> str:
    """Name of the digest algorithm of the current suite: `sha256` or `sm3`."""
    return current_suite().digest.name
