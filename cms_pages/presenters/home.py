"""The portal's front page."""

import datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from cms_pages.columns import ColumnKind
from cms_pages.models import HomePage, PageDoor
from cms_pages.presenters.common import entry_of, newest, reader_of
from cms_pages.presenters.lists import course_card, with_lessons
from cms_pages.presenters.openness import home_figures
from cms_pages.presenters.sections import nodes_below
from records.kit import visitors
from records.kit.actors import Actor
from records.organisations.models import Organisation

DISCLOSURES, NEWS, COURSES = 7, 5, 4


def home_context(page: HomePage, request: HttpRequest) -> dict[str, Any]:
    """What is new across the place, courses, the top of the tree."""
    actor = reader_of(request)
    today = timezone.localdate()
    return {
        "title": "",
        "description": page.intro,
        "headline": page.lead or page.title,
        "intro": page.intro,
        "today": today,
        "latest": _latest(actor, today),
        "notices": {
            "entries": [entry_of(each) for each in newest(actor, column=ColumnKind.NEWS, limit=NEWS)],
            "url": "/news/",
        },
        "finder": visitors.remembered("home.finder", lambda: _finder(today)),
        "openness": home_figures(today),
        "courses": {
            "items": [
                course_card(each) for each in with_lessons(newest(actor, column=ColumnKind.COURSES, limit=COURSES))
            ],
            "note": "全部课程公开，登录后记学时。",
            "link": {"label": "全部课程", "url": "/courses/"},
        },
        "feedback_url": "/feedback/",
    }


def _latest(actor: Actor, today: datetime.date) -> dict[str, Any]:
    rows = newest(actor, column=ColumnKind.DISCLOSURES, limit=DISCLOSURES)
    open_doors = PageDoor.objects.visible_to(actor).content().filter(column=ColumnKind.DISCLOSURES)
    week = open_doors.filter(published_on__gt=today - datetime.timedelta(days=7), published_on__lte=today).count()
    lead = None
    if rows:
        lead = {**entry_of(rows[0]), "summary": rows[0].short_summary}
    return {
        "note": f"本周{week}件" if week else "",
        "lead": lead,
        "entries": [entry_of(each) for each in rows[1:]],
        "url": "/disclosures/",
    }


def _finder(today: datetime.date) -> dict[str, Any]:
    count = Organisation.objects.working(today).count()
    return {
        "note": f"共{count:,}个党组织。数字为下属组织数。",
        "nodes": nodes_below(None),
        "link": {"label": "组织树", "url": "/organisations/"},
    }
