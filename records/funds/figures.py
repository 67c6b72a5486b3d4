"""The figures of the regulations that funds read, on the day a thing is about."""

import datetime

from records.funds.models import Category, Prohibition
from records.funds.rules import CategoryFacts, Form, Hint, ProhibitionFacts, hints, visit_hints
from records.regulations.services import NoRegulation, value


def days(key: str, on: datetime.date) -> int | None:
    """A term in days (`funds.review_days`, `funds.settle_days`); None where a place has set none."""
    try:
        return int(value(key, on).integer)
    except NoRegulation:
        return None


def due(key: str, start: datetime.date) -> datetime.date | None:
    """The last day of a term that began on `start`."""
    term = days(key, start)
    return start + datetime.timedelta(days=term) if term is not None else None


def hints_on(form: Form, on: datetime.date) -> list[Hint]:
    """What to look at in a form, by the place's categories, words and figures. Two or three queries, whatever its length."""
    categories = [
        CategoryFacts(each.code, each.name, tuple(each.sources), each.basis) for each in Category.objects.all()
    ]
    prohibitions = [
        ProhibitionFacts(each.name, tuple(each.words), each.basis)
        for each in Prohibition.objects.filter(is_active=True)
    ]
    found = hints(form, categories, prohibitions)
    try:
        least, most = value("funds.visit_least", on), value("funds.visit_most", on)
    except NoRegulation:
        pass
    else:
        found += visit_hints(form, int(least.integer) * 100, int(most.integer) * 100, most.source)
    return sorted(found, key=lambda each: each.number)
