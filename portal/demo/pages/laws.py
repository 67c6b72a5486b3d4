"""Real laws and regulations as the county committee's 规章 (where they come from: data/README.md)."""

import datetime
import gzip
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from wagtail.models import Page

from cms_pages.columns import ColumnKind
from cms_pages.models import ContentPage, RulePage
from portal.demo.county import ROOT
from portal.demo.pages.writing import body, column_of, publish_all

DATA = Path(__file__).parent.parent / "data"
# Who makes a rule of which kind (立法法 §§ 10, 72, 91); all other kinds are laws.
ISSUERS = {"行政法规": "国务院", "部门规章": "国务院有关部门"}
LEGISLATURE = "全国人民代表大会及其常务委员会"


def load() -> int:
    """Publish the laws that are not there yet; returns how many."""
    column = column_of(ROOT, ColumnKind.RULES)
    known = set(RulePage.objects.child_of(column).values_list("title", flat=True))

    def draft(law: dict[str, Any]) -> Callable[[], tuple[Page, ContentPage]]:
        day = datetime.date.fromisoformat(law["published"])
        return lambda: (
            column,
            RulePage(
                title=law["title"],
                issuer=ISSUERS.get(law["kind"], LEGISLATURE),
                issued_on=day,
                published_on=day,
                body=body(law["body"]),
            ),
        )

    return publish_all(draft(law) for law in texts() if law["title"] not in known)


def texts() -> Iterator[dict[str, Any]]:
    """The laws as they are kept: title, body, kind, published."""
    with gzip.open(DATA / "laws.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)
