"""Change of keys or of suite: seal every `SecretField` anew, and compute every look-up hash anew, in batches."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db import models, transaction
from django.db.models.functions import Cast, Left

from records.crypto.fields import LookupHashField, SecretField
from records.crypto.keys import current_suite, lookup_keys
from records.crypto.secret import Secret
from records.crypto.services import CannotDecrypt, token_prefix

BATCH = 200


@dataclass(frozen=True)
class Unreadable:
    """A value that no configured key opens: where it is, and why (Chinese)."""

    place: str
    reason: str


@dataclass
class Rotation:
    """What a run did to one model: rows sealed anew, and the values it had to leave."""

    model: type[models.Model]
    renewed: int
    unreadable: list[Unreadable]


def models_with_secrets() -> list[type[models.Model]]:
    """Every concrete model that has a SecretField of its own, by label."""
    found = [model for model in apps.get_models() if _secret_fields(model)]
    return sorted(found, key=lambda model: model._meta.label)


def rotate(
    chosen: Iterable[type[models.Model]] | None = None,
    progress: Callable[[type[models.Model], int], None] | None = None,
) -> Iterator[Rotation]:
    """Seal anew whatever is not under the current suite and key, model by model.

    Each batch is a transaction of its own and the query skips what is current, so a run that was stopped is taken up
    by starting it again, and a run with nothing to do reads nothing. Old keys may leave the settings after a run that
    reports no unreadable value. `progress(model, rows so far)` is called after each batch. Raises KeysWrong.
    """
    for model in models_with_secrets() if chosen is None else chosen:
        outcome = Rotation(model, 0, [])
        last: object = None
        while rows := _renew_batch(model, last, outcome):
            last = rows[-1].pk
            if progress:
                progress(model, outcome.renewed)
        yield outcome


def _secret_fields(model: type[models.Model]) -> list[SecretField]:
    return [field for field in model._meta.local_concrete_fields if isinstance(field, SecretField)]


def _hash_fields(model: type[models.Model]) -> list[LookupHashField]:
    return [field for field in model._meta.local_concrete_fields if isinstance(field, LookupHashField)]


def _hash_prefix() -> str:
    return f"{current_suite().keyed_hash.name}.{lookup_keys()[0].id}."


def _stale(model: type[models.Model], last: object) -> models.QuerySet[models.Model]:
    """Rows after `last` with a value of another prefix; the model's own manager may hide rows, so it is not asked."""
    query: models.QuerySet[models.Model] = models.QuerySet(model=model)
    wanted = [(field.name, token_prefix()) for field in _secret_fields(model)]
    wanted += [(field.name, _hash_prefix()) for field in _hash_fields(model)]
    stale = models.Q()
    for name, prefix in wanted:
        query = query.alias(**{f"begins_{name}": Left(Cast(name, models.TextField()), len(prefix))})
        stale |= ~models.Q(**{f"begins_{name}__in": [prefix, ""]}) & models.Q(**{f"begins_{name}__isnull": False})
    if last is not None:
        query = query.filter(pk__gt=last)
    return query.filter(stale).order_by("pk")


def _renew_batch(model: type[models.Model], last: object, outcome: Rotation) -> list[models.Model]:
    secrets, hashes = _secret_fields(model), _hash_fields(model)
    names = [field.name for field in (*secrets, *hashes)]
    with transaction.atomic():
        rows = list(_stale(model, last).select_for_update(of=("self",)).only("pk", "uid", *names)[:BATCH])
        renewed = [row for row in rows if _renew(row, secrets, hashes, outcome)]
        everything: models.QuerySet[models.Model] = models.QuerySet(model=model)
        everything.bulk_update(renewed, names)
        outcome.renewed += len(renewed)
    return rows


def _renew(row: models.Model, secrets: list[SecretField], hashes: list[LookupHashField], outcome: Rotation) -> bool:
    for field in secrets:
        secret: Secret | None = getattr(row, field.attname)
        if secret is None:
            continue
        try:
            setattr(row, field.attname, secret.resealed())
            for hashed in (hashed for hashed in hashes if hashed.of == field.name):
                setattr(row, hashed.attname, secret.hash_for(hashed.purpose, hashed.normalise) or hashed.none)
        except CannotDecrypt as wrong:
            outcome.unreadable.append(Unreadable(field.context_of(row), str(wrong)))
            return False
    return True
