"""Lines of the log: what failed and where, never what somebody had typed."""

import logging
import traceback
from types import TracebackType
from typing import Final

from django.core.exceptions import ImproperlyConfigured
from django.db import InterfaceError, OperationalError, ProgrammingError
from django.template import TemplateDoesNotExist

# Their messages speak of code and machines. All others may quote a value: a database names the row that it refused, a
# KeyError the name that was not found.
_SPEAK_OF_CODE: Final = (
    AttributeError,
    ImportError,
    ImproperlyConfigured,
    InterfaceError,
    NameError,
    OperationalError,
    ProgrammingError,
    TemplateDoesNotExist,
    TypeError,
)
_LEFT_OUT: Final = "（内容从略，可能含个人信息）"

Failure = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class LineFormatter(logging.Formatter):
    """As Python's own, but a traceback names types and places; what an exception says only where it can hold no data."""

    def formatException(self, ei: Failure) -> str:  # noqa: N802  (logging's own name)
        """The exception and those it came from, oldest first."""
        chain: list[str] = []
        error = ei[1]
        seen: set[int] = set()
        while error is not None and id(error) not in seen:
            seen.add(id(error))
            frames = traceback.StackSummary.extract(
                traceback.walk_tb(error.__traceback__), lookup_lines=False, capture_locals=False
            )
            chain.append("".join(frames.format()) + said(error))
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "\n".join(reversed(chain))


def said(error: BaseException) -> str:
    """An exception in one line."""
    name = f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")
    if isinstance(error, OSError) and error.strerror:
        return f"{name}: {error.strerror}"  # without the file's name, which may be a person's
    if isinstance(error, _SPEAK_OF_CODE):
        return f"{name}: {str(error).partition(chr(10))[0]}"  # a database's details come on lines of their own
    return f"{name}{_LEFT_OUT}" if str(error) else name
