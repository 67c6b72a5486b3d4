"""What a place sets by itself 设置: categories, what may not be paid for, who signs. Nothing is deleted: it is switched off,
or ends on a day.
"""

import datetime
import re
import uuid
from collections.abc import Sequence

from records.funds.choices import Signer, Source
from records.funds.models import Category, Prohibition, SigningRule
from records.kit.actors import Actor
from records.kit.errors import Invalid
from records.kit.models import local_today
from records.kit.write import Write
from records.organisations.models import Organisation
from records.organisations.whole import root

ACTION = "funds.manage_presets"
MOST_WORDS = 100
LONGEST_WORD = 20


def set_category(
    actor: Actor,
    uid: uuid.UUID | None = None,
    *,
    name: str,
    code: str = "",
    sources: Sequence[str] = (),
    basis: str = "",
    examples: str = "",
    sort_order: int = 100,
    is_active: bool = True,
    reason: str = "",
) -> Category:
    """Add a category of spending (`uid` None), or change one; its code stays. For the whole place: asked at its root.

    Raises Refused, NotVisible, ValidationError (a name or code that is taken, no channel of ours).
    """
    with Write(actor, ACTION, reason=reason) as write:
        write.at(root())
        if unknown := set(sources) - set(Source.values):
            raise Invalid({"sources": f"没有这样的列支渠道：{'、'.join(sorted(unknown))}。"})
        category = Category(code=code) if uid is None else _locked(write, Category, uid)
        category.name, category.basis, category.examples = name.strip(), basis.strip(), examples.strip()
        category.sources = [source for source in Source.values if source in sources]
        category.sort_order, category.is_active = sort_order, is_active
        made: Category = write.create(category, check=False) if uid is None else write.save(category)
    return made


def set_prohibition(
    actor: Actor,
    uid: uuid.UUID | None = None,
    *,
    name: str,
    words: Sequence[str],
    basis: str = "",
    is_active: bool = True,
    reason: str = "",
) -> Prohibition:
    """Add something that may not be paid for, or change it: the words by which an item is pointed out, and why.

    For the whole place: asked at its root. Raises Refused, NotVisible, ValidationError.
    """
    with Write(actor, ACTION, reason=reason) as write:
        write.at(root())
        kept = list(dict.fromkeys(word.strip() for word in words if word.strip()))
        _check_words(kept)
        row = Prohibition() if uid is None else _locked(write, Prohibition, uid)
        row.name, row.words, row.basis, row.is_active = name.strip(), kept, basis.strip(), is_active
        made: Prohibition = write.create(row, check=False) if uid is None else write.save(row)
    return made


def add_signing_rule(
    actor: Actor,
    organisation: Organisation,
    *,
    signer: str,
    title: str,
    position: int,
    valid_from: datetime.date,
    source: str = "",
    from_amount: int = 0,
    reason: str = "",
) -> SigningRule:
    """Say who signs what a committee agreed to, from a day on; amounts in fen. What was decided before stays as it was.

    Raises Refused without the permission at the committee; Invalid for a day that is over, an organisation that decides
    nothing, or a second rule for the same signer and channel.
    """
    with Write(actor, ACTION, reason=reason) as write:
        write.at(organisation)
        # The committee's row is the lock: of two who set the same at once one is told.
        Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)
        if not organisation.kind.is_committee:
            raise Invalid({"organisation": f"“{organisation}”不集体审议经费，请选择党委或党工委。"})
        if valid_from <= local_today():
            raise Invalid({"valid_from": f"起日{valid_from}太早：今天及以前的决定按当时的设置签署，请从明天或以后起。"})
        same = SigningRule.objects.filter(organisation=organisation, signer=signer, source=source)
        if (other := same.filter(valid_to__isnull=True).first()) is not None:
            raise Invalid(
                {"signer": f"已设“{other.title}”由{Signer(signer).label}签署（{other.valid_from}起），请先终止它。"}
            )
        return write.create(
            SigningRule(
                organisation=organisation,
                signer=signer,
                title=title.strip(),
                position=position,
                source=source,
                from_amount=from_amount,
                valid_from=valid_from,
            ),
            check=False,
        )


def end_signing_rule(actor: Actor, uid: uuid.UUID, *, valid_to: datetime.date, reason: str = "") -> SigningRule:
    """End a rule: decisions from `valid_to` on no longer ask for this signature. Raises NotVisible, Refused, Invalid."""
    with Write(actor, ACTION, reason=reason) as write:
        rule = _locked(write, SigningRule, uid)
        write.at(rule.organisation)
        if rule.valid_to is not None:
            raise Invalid({"valid_to": f"该设置已于{rule.valid_to}终止。"})
        if valid_to <= local_today():
            raise Invalid({"valid_to": f"终止日{valid_to}太早：今天及以前的决定仍须签署，请从明天或以后起终止。"})
        rule.valid_to = valid_to
        ended: SigningRule = write.save(rule)
    return ended


def words_of(text: str) -> list[str]:
    """Words as typed: on lines, or with any comma or space between."""
    return [word for word in re.split(r"[\s,，、;；]+", text) if word]


def _locked(write: Write, model: type, uid: uuid.UUID):  # type: ignore[no-untyped-def, type-arg]
    return write.lock(model.objects.all(), check=False, uid=uid)  # type: ignore[attr-defined]


def _check_words(words: list[str]) -> None:
    if not words:
        raise Invalid({"words": "请填写至少一个词语，事项说明中出现时提示。"})
    if len(words) > MOST_WORDS:
        raise Invalid({"words": f"共{len(words)}个词语，最多{MOST_WORDS}个，请分成几项。"})
    for word in words:
        if not 2 <= len(word) <= LONGEST_WORD:
            raise Invalid({"words": f"“{word[:40]}”应为2至{LONGEST_WORD}个字；一个字会误提示，请写完整。"})
