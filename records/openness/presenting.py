"""Publications, proofs and letters as the theme's templates read them."""

import datetime
from typing import Any

from django.utils import timezone

from records.audit.proofs import Proof
from records.openness import services
from records.openness.models import Feedback, Publication

ALGORITHMS = {"sha256": "SHA-256", "sm3": "SM3"}


def proof_box(publication: Publication) -> dict[str, Any]:
    """The proof box beside a disclosure: the digest, and whether its seal is there yet."""
    _entry, sealed = services.proof_of(publication)
    algorithm, _, value = publication.digest.partition(":")
    box: dict[str, Any] = {
        "sealed": bool(sealed),
        "state": {"word": "已封存", "tone": "good"} if sealed else {"word": "待封存", "tone": "info"},
        "algorithm": ALGORITHMS.get(algorithm, algorithm),
        "digest": value,
        "facts": [("版本", f"第{publication.number}版")],
        "links": [{"label": "查看并核验证明", "url": address(publication)}],
    }
    if sealed:
        box["facts"].append(("封存", f"第{sealed.seal['number']}号"))
    else:
        box["note"] = "发布后一分钟内封存，封存后可以核验。"
    return box


def moment_text(at: str) -> str:
    """A moment of the journal, which is kept in world time, as a reader's clock shows it."""
    return f"{timezone.localtime(datetime.datetime.fromisoformat(at)):%Y年%-m月%-d日 %H:%M:%S}"


def address(publication: Publication) -> str:
    """The public address of a version's proof."""
    return f"/openness/proof/{publication.uid}/"


def steps_of(sealed: Proof) -> list[dict[str, str]]:
    """The way from this entry's leaf to the sealed root."""
    way = [{"label": "本条日志的摘要（叶）", "value": sealed.leaf.partition(":")[2]}]
    way += [{"label": f"沿途第{number}个摘要", "value": value} for number, value in enumerate(sealed.path, start=1)]
    return [*way, {"label": "封存的根", "value": sealed.seal["root"]}]


def opinion(letter: Feedback) -> dict[str, Any]:
    """An answered letter without its writer."""
    days = (letter.answered_at.date() - letter.received_on).days if letter.answered_at else 0
    return {
        "who": "群众" if not letter.name else f"{letter.name[0]}**",
        "date": letter.received_on,
        "text": letter.text,
        "reply": {
            "who": letter.organisation.short_name,
            "note": f"用时{days}天" if days else "当天答复",
            "text": letter.answer,
        },
    }


def opinions_about(page_uid: Any, limit: int = 5) -> list[dict[str, Any]]:
    """Answered letters about one page that may be shown, newest first."""
    letters = Feedback.objects.published().filter(about_uid=page_uid).select_related("organisation")
    return [opinion(letter) for letter in letters.order_by("-answered_at")[:limit]]
