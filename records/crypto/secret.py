"""`Secret`: a sensitive text that shows only its mask.

Whatever prints it (template, serializer, log, traceback, admin list) gets the mask; pickling and JSON refuse. The plain
text comes out in one way, `Secret.open_for(look)`, which ONLY `records.kit` may call: kit's `reveal()` checks the
permission, writes the journal entry of the look, and hands that entry in. A test searches the code for other callers.
"""

import hmac
from collections.abc import Callable
from typing import Any, NoReturn, Protocol, SupportsIndex
from uuid import UUID

from django.views.decorators.debug import sensitive_variables

from records.crypto.keys import KeysWrong, current_suite
from records.crypto.masks import ALL, mask_all
from records.crypto.services import CannotDecrypt, decrypt, encrypt, lookup_hash

Mask = Callable[[str], str]
UNREADABLE = "（无法解密）"


class Look(Protocol):
    """The journal entry of a look (查看记录): proof that opening was permitted and written down."""

    @property
    def uid(self) -> UUID: ...


class NotJournalled(Exception):
    """Someone tried to open a secret without the journal entry of the look."""


class Sealed:
    """A token as it lies in the database, its record unknown (`values()`, raw rows). Shows nothing, opens nothing."""

    __slots__ = ("token",)

    def __init__(self, token: str) -> None:
        self.token = token

    def __str__(self) -> str:
        return ALL

    __repr__ = __str__

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sealed) and other.token == self.token

    def __hash__(self) -> int:
        return hash(self.token)


class Secret:
    """A sensitive text, either sealed (a token and the place it is bound to) or typed just now and not yet stored.

    Immutable. Two secrets are equal when they are the same sealed token; a comparison with a text is always false,
    so nothing can be guessed by comparing.
    """

    __slots__ = ("_context", "_mask", "_plain", "_shown", "_token")
    _plain: str | None
    _token: str
    _context: str
    _mask: Mask
    _shown: str | None

    @sensitive_variables("plain")
    def __init__(self, plain: str, *, mask: Mask = mask_all) -> None:
        """A text typed just now. Raises ValueError for an empty one: no value is None, not a Secret."""
        if not plain:
            raise ValueError("空值不需要加密。")
        self._fill(plain=plain, token="", context="", mask=mask)

    @classmethod
    def sealed(cls, token: str, *, context: str, mask: Mask = mask_all) -> "Secret":
        """The secret behind a stored token that belongs to `context` ("model.field:uid")."""
        secret = cls.__new__(cls)
        secret._fill(plain=None, token=token, context=context, mask=mask)
        return secret

    @sensitive_variables("plain")
    def _fill(self, *, plain: str | None, token: str, context: str, mask: Mask) -> None:
        for name, value in (("_plain", plain), ("_token", token), ("_context", context), ("_mask", mask)):
            object.__setattr__(self, name, value)
        object.__setattr__(self, "_shown", None)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError("Secret 不可修改，请赋新值。")

    @property
    def is_stored(self) -> bool:
        """False for a text typed just now that no `save()` has sealed yet."""
        return self._plain is None

    @property
    def token(self) -> str:
        """The sealed form for the database: the stored one, or a new one for a bound text; empty for an unbound."""
        if self._plain is not None and self._context:
            return encrypt(self._plain, context=self._context)
        return self._token

    @property
    def context(self) -> str:
        """The place the token is bound to, "model.field:uid"; empty while unknown."""
        return self._context

    def bound_to(self, context: str) -> "Secret":
        """This secret for `context`: a text typed just now only learns its place, a sealed one is sealed anew for it.

        Raises CannotDecrypt.
        """
        if self._context == context:
            return self
        if self._plain is None:
            return self.sealed_for(context)
        secret = Secret(self._plain, mask=self._mask)
        object.__setattr__(secret, "_context", context)
        return secret

    def sealed_for(self, context: str) -> "Secret":
        """This secret bound to `context`: itself if it is so already, otherwise sealed anew. Raises CannotDecrypt."""
        if self.is_stored and self._context == context:
            return self
        return Secret.sealed(encrypt(self._text(), context=context), context=context, mask=self._mask)

    def resealed(self) -> "Secret":
        """The same text under the current suite and key, for rotation. Raises CannotDecrypt."""
        return Secret.sealed(encrypt(self._text(), context=self._context), context=self._context, mask=self._mask)

    def hash_for(self, purpose: str, normalise: Callable[[str], str] = str) -> str:
        """The keyed hash of the normalised text for a look-up column; empty if nothing is left of it. Raises CannotDecrypt."""
        normalised = normalise(self._text())
        return lookup_hash(normalised, purpose=purpose) if normalised else ""

    def passes(self, check: Callable[[str], Any]) -> None:
        """Let a validator see a text that was typed just now; a stored one was checked when it was typed."""
        if self._plain is not None:
            check(self._plain)

    def open_for(self, look: Look) -> str:
        """The plain text. ONLY `records.kit` calls this, with the saved journal entry of the look.

        Raises NotJournalled when handed anything else, CannotDecrypt when token and record do not belong together.
        """
        if not isinstance(getattr(look, "uid", None), UUID) or getattr(look, "pk", None) is None:
            raise NotJournalled("查看敏感内容必须先记入日志。")
        return self._text()

    def sign(self, message: bytes) -> tuple[str, str]:
        """Keyed hash of a message under this secret, as (algorithm, hex): the text itself stays inside. Raises CannotDecrypt."""
        algorithm = current_suite().keyed_hash
        return algorithm.name, algorithm.of(self._text().encode(), message).hex()

    def same_text_as(self, other: "Secret | None") -> bool:
        """Whether both hold the same text, so that saving a form unchanged journals no change. Raises CannotDecrypt."""
        return other is not None and hmac.compare_digest(self._text().encode(), other._text().encode())

    def _text(self) -> str:
        return decrypt(self._token, context=self._context) if self._plain is None else self._plain

    def __str__(self) -> str:
        if self._shown is None:
            try:
                object.__setattr__(self, "_shown", self._mask(self._text()))
            except (CannotDecrypt, KeysWrong):
                return UNREADABLE
        return str(self._shown)

    def __repr__(self) -> str:
        return f"<Secret {self}>"

    def __format__(self, specification: str) -> str:
        return format(str(self), specification)

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if not isinstance(other, Secret) or not (self.is_stored and other.is_stored):
            return False
        return self._token == other._token and self._context == other._context

    def __hash__(self) -> int:
        return hash((self._token, self._context)) if self.is_stored else id(self)

    def __copy__(self) -> "Secret":
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> "Secret":
        return self

    def __reduce_ex__(self, protocol: SupportsIndex) -> NoReturn:
        raise TypeError("Secret 不能序列化：敏感内容不得进入缓存、会话或任务参数。")
