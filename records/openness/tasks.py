"""What the queue runs for openness; thin."""

from django.db import transaction
from django.db.models import Q

from records.kit import search
from records.kit.models import local_today
from records.openness.models import CatalogueItem


def find_as_of_today() -> int:
    """Items that are in force or retired from today on are found so; returns how many. Can run twice."""
    today = local_today()
    rows = CatalogueItem.objects.filter(Q(in_force_from=today) | Q(retired_on=today))
    uids = list(rows.values_list("uid", flat=True))
    with transaction.atomic():
        search.touch_all(CatalogueItem, uids)
    return len(uids)
