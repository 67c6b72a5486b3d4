"""Entries to seal, an actor, and a hand that reaches past the ORM."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import connection, transaction

from records.audit import services
from records.audit.models import JournalEntry


@dataclass
class Scope:
    """A scope as the journal asks for it."""

    user_id: int | None = 7
    allowed: tuple[str, ...] = ("",)

    def paths(self, action: str) -> tuple[str, ...]:
        return self.allowed if action == "audit.view" else ()

    def roles_at(self, path: str) -> list[str]:
        return ["党支部书记"] if path.startswith("0001") else []


@dataclass
class Clerk:
    """Who acts."""

    actor_name: str = "张三"
    scope: Scope = field(default_factory=Scope)


@pytest.fixture
def clerk() -> Clerk:
    return Clerk()


@pytest.fixture
def write(db: Any, clerk: Clerk) -> Callable[..., JournalEntry]:
    """Write one entry, in a transaction of its own."""

    def written(**facts: Any) -> JournalEntry:
        given: dict[str, Any] = {
            "actor": clerk,
            "action": "members.change",
            "subject": "members.member",
            "subject_uid": uuid.uuid4(),
            "organisation_id": 3,
            "org_path": "00010002",
            "before": {"name": "张三", "joined": "2001-07-01", "share": 0.5},
            "after": {"name": "张叁", "phone": "changed"},
            "reason": "更正姓名",
        }
        with transaction.atomic():
            return services.record(**{**given, **facts})

    return written


@pytest.fixture
def tamper(db: Any) -> Callable[..., None]:
    """Change the database as someone with its password could."""

    def execute(sql: str, *parameters: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute(sql, parameters)

    return execute
