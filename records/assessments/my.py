"""Assessments on the own page: results of one's own organisation that one may read."""

import datetime
from collections.abc import Iterable

from django.utils import timezone

from records.assessments.models import Sheet
from records.assessments.views.site import result_words
from records.kit.actors import Actor
from records.kit.my import Card, my

MOST = 3


@my("assessments")
def cards(actor: Actor, today: datetime.date) -> Iterable[Card]:
    """The latest results of the organisations one belongs to or works in; no card without any."""
    labels = [label for label in actor.scope.labels if label.startswith("org:")]
    own = [int(label.partition(":")[2]) for label in labels]
    rows = Sheet.objects.readable_by(actor).filter(organisation_id__in=own)
    found = list(rows.select_related("organisation", "task").order_by("-published_at", "-pk")[:MOST])
    if found:
        yield Card(
            title="本组织考核结果",
            template="theme/cards/entries.html",
            context={
                "entries": [
                    {
                        "title": f"{row.organisation.short_name}：{row.task.title}",
                        "url": f"/assessments/results/{row.uid}/",
                        "meta": result_words(row),
                        "date": timezone.localtime(row.published_at).date() if row.published_at else "",
                    }
                    for row in found
                ]
            },
            url="/assessments/",
            order=60,
        )
