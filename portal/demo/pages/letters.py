"""Letters 问题与建议 to the demo's desks: two answered, one being handled, one that has just come."""

import uuid

from cms_pages.models import DisclosurePage
from portal.demo.county import SEED
from portal.demo.pages.texts import LETTERS
from portal.demo.people import VILLAGE
from records.access.models import Visitor
from records.kit.actors import SYSTEM
from records.openness import services
from records.openness.models import Feedback
from records.organisations.models import Organisation

SPACE = uuid.uuid5(uuid.NAMESPACE_URL, f"demo:letters:{SEED}")  # a letter sent twice under one key arrives once


def load() -> int:
    """Send the letters, answer what the demo says was answered; returns how many were new."""
    organisation = Organisation.objects.get(code=VILLAGE)
    about = DisclosurePage.objects.filter(organisation=organisation).order_by("pk").first()
    made = 0
    for number, letter in enumerate(LETTERS):
        key = uuid.uuid5(SPACE, str(number))
        if Feedback.objects.filter(submit_key=key).exists():
            continue
        sent = services.give_feedback(
            Visitor(),
            organisation,
            text=letter["text"],
            name=letter["name"],
            submit_key=key,
            about_uid=about.uid if about else None,
            about_title=about.title if about else "",
            about_url=about.url or "" if about else "",
        )
        if letter["answer"]:
            services.answer(SYSTEM, sent.uid, text=letter["answer"])
        elif number == len(LETTERS) - 2:
            services.take_up(SYSTEM, sent.uid)
        made += 1
    return made
