"""The two families of algorithms, behind names that are stored beside every value.

`intl`: AES-256-GCM, SHA-256; `gm` (国密): SM4-GCM, SM3. The setting `CRYPTO_SUITE` says which family writes;
reading goes by the name stored beside the value, so a portal may change its family and still read what it wrote.
Nothing here knows keys of the portal, Django or the database.
"""

import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

NONCE_BYTES = 12
TAG_BYTES = 16


class NotAuthentic(Exception):
    """The sealed bytes, their context or their key do not belong together."""


class _Running(Protocol):
    def update(self, data: bytes) -> None: ...

    def finalize(self) -> bytes: ...


class _Sha256:
    """hashlib's SHA-256 is twice as fast on short input as the same through `cryptography`."""

    def __init__(self) -> None:
        self._hash = hashlib.sha256()

    def update(self, data: bytes) -> None:
        self._hash.update(data)

    def finalize(self) -> bytes:
        return self._hash.digest()


@dataclass(frozen=True)
class DigestAlgorithm:
    """A digest (摘要): `name` is stored beside the value, as in `sha256:9f86…`."""

    name: str

    def running(self) -> _Running:
        """A digest that is fed piece by piece: `update(bytes)`, then `finalize()` once."""
        return _Sha256() if self.name == "sha256" else hashes.Hash(hashes.SM3())

    def of(self, *pieces: bytes) -> bytes:
        """The 32 bytes of the digest over the pieces, one after another."""
        running = self.running()
        for piece in pieces:
            running.update(piece)
        return running.finalize()

    def of_stream(self, pieces: Iterable[bytes]) -> bytes:
        """The same over an iterable, so that a file of any size passes through in pieces."""
        running = self.running()
        for piece in pieces:
            running.update(piece)
        return running.finalize()

    def hash_algorithm(self) -> hashes.HashAlgorithm:
        """The same algorithm as `cryptography` names it."""
        return hashes.SHA256() if self.name == "sha256" else hashes.SM3()


SHA256 = DigestAlgorithm("sha256")
SM3 = DigestAlgorithm("sm3")


@dataclass(frozen=True)
class KeyedHashAlgorithm:
    """A keyed hash (HMAC): equal values give equal hashes, and without the key nothing can be tried out."""

    name: str
    digest: DigestAlgorithm

    def of(self, key: bytes, message: bytes) -> bytes:
        """The 32 bytes of the keyed hash of the message."""
        keyed = hmac.HMAC(key, self.digest.hash_algorithm())
        keyed.update(message)
        return keyed.finalize()


@dataclass(frozen=True)
class CipherAlgorithm:
    """A cipher that also proves integrity (GCM). Its key is derived from the portal's, one per algorithm."""

    name: str
    key_bytes: int
    digest: DigestAlgorithm

    def derived_key(self, master: bytes) -> bytes:
        """The key of this algorithm, from the 32 bytes of a configured key: two algorithms never share key bytes."""
        info = f"portal field {self.name}".encode()
        return HKDF(self.digest.hash_algorithm(), length=self.key_bytes, salt=None, info=info).derive(master)

    def _cipher(self, key: bytes, nonce: bytes, tag: bytes | None) -> Cipher[modes.GCM]:
        block = algorithms.AES256(key) if self.name == "aes256gcm" else algorithms.SM4(key)
        return Cipher(block, modes.GCM(nonce, tag))

    def encrypt(self, key: bytes, plain: bytes, bound: bytes) -> bytes:
        """Nonce (12 bytes), ciphertext and tag (16 bytes) in one; `bound` is authenticated but not stored."""
        nonce = os.urandom(NONCE_BYTES)
        encryptor = self._cipher(key, nonce, None).encryptor()
        encryptor.authenticate_additional_data(bound)
        sealed = encryptor.update(plain) + encryptor.finalize()
        return nonce + sealed + encryptor.tag

    def decrypt(self, key: bytes, sealed: bytes, bound: bytes) -> bytes:
        """The reverse. Raises NotAuthentic when a byte of the value, the key or `bound` differs."""
        if len(sealed) < NONCE_BYTES + TAG_BYTES:
            raise NotAuthentic
        nonce, body, tag = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:-TAG_BYTES], sealed[-TAG_BYTES:]
        decryptor = self._cipher(key, nonce, tag).decryptor()
        decryptor.authenticate_additional_data(bound)
        try:
            return decryptor.update(body) + decryptor.finalize()
        except InvalidTag:
            raise NotAuthentic from None


@dataclass(frozen=True)
class Suite:
    """One family: what new values are written with."""

    name: str
    cipher: CipherAlgorithm
    digest: DigestAlgorithm
    keyed_hash: KeyedHashAlgorithm


INTL = Suite("intl", CipherAlgorithm("aes256gcm", 32, SHA256), SHA256, KeyedHashAlgorithm("hmac-sha256", SHA256))
GM = Suite("gm", CipherAlgorithm("sm4gcm", 16, SM3), SM3, KeyedHashAlgorithm("hmac-sm3", SM3))

SUITES: dict[str, Suite] = {suite.name: suite for suite in (INTL, GM)}
CIPHERS: dict[str, CipherAlgorithm] = {suite.cipher.name: suite.cipher for suite in SUITES.values()}
DIGESTS: dict[str, DigestAlgorithm] = {suite.digest.name: suite.digest for suite in SUITES.values()}
KEYED_HASHES: dict[str, KeyedHashAlgorithm] = {suite.keyed_hash.name: suite.keyed_hash for suite in SUITES.values()}
