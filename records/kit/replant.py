"""When an organisation moves, the path kept beside every record moves with it."""

from django.apps import apps
from django.db import models
from django.db.models import F, Value
from django.db.models.functions import Concat, Substr

from records.kit import search
from records.kit.models import Record
from records.kit.paths import below


def replant(old_path: str, new_path: str) -> int:
    """Rewrite `org_path` of every row below `old_path`, in every model that keeps one; returns how many rows.

    Call it in the transaction of the move. Two records' models cost two updates, whatever the number of rows.
    """
    rows = 0
    for model in planted_models():
        moved = model._default_manager.filter(below("org_path", old_path)).update(
            org_path=Concat(Value(new_path), Substr(F("org_path"), len(old_path) + 1), output_field=models.CharField())
        )
        if moved and search.is_found(model):
            # The index keeps the organisations above each entry: they changed with the path.
            search.touch_all(
                model, model._default_manager.filter(below("org_path", new_path)).values_list("uid", flat=True)
            )
        rows += moved
    return rows


def renamed(organisation: models.Model) -> None:
    """Have every entry that prints an organisation's name read again after it was renamed: its own records, of every kind.

    Call it in the transaction of the renaming.
    """
    for model in planted_models():
        if search.is_found(model) and any(field.name == "organisation" for field in model._meta.concrete_fields):
            search.touch_all(
                model, model._default_manager.filter(organisation=organisation).values_list("uid", flat=True)
            )


def planted_models() -> list[type[models.Model]]:
    """Every concrete model that keeps an `org_path`: records, page doors, and the journal.

    In the journal it says who may read the entry now; the organisation of the act is sealed by its number.
    """
    return [
        model
        for model in apps.get_models()
        if any(field.name == "org_path" for field in model._meta.local_concrete_fields)
        and (issubclass(model, Record) or getattr(model, "follows_organisation", False))
    ]
