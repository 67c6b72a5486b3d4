"""Figures to ask for, and who may set them."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from records.regulations import services
from records.regulations.models import RegulationDocument


@dataclass
class Scope:
    """Everything, or nothing."""

    everywhere: bool = True
    user_id: int | None = 1

    def paths(self, action: str) -> tuple[str, ...]:
        return ("",) if self.everywhere else ()

    def may(self, action: str, path: str) -> bool:
        return self.everywhere


@dataclass
class Person:
    """Who acts."""

    actor_name: str = "系统管理员"
    scope: Scope = field(default_factory=Scope)


@pytest.fixture
def administrator() -> Person:
    return Person()


@pytest.fixture
def clerk() -> Person:
    return Person("文书", Scope(everywhere=False))


@pytest.fixture
def loaded(db: Any) -> int:
    return services.load_first()


@pytest.fixture
def document(db: Any) -> RegulationDocument:
    return RegulationDocument.objects.create(title="《新规定》", number="中组发〔2027〕1号")
