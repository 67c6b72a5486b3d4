"""A link by which one draft is shown 草稿预览 without an account: signed, short-lived, for one version, journalled."""

import datetime
import uuid
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page

from cms_pages.models import PageDoor
from cms_pages.services.files import files_of
from cms_pages.services.writing import PageWrite
from records.access.models import User
from records.kit.actors import Actor
from records.kit.errors import Conflict, Invalid, NotVisible
from records.kit.write import note

PREVIEW = "pages.preview"
LASTS = datetime.timedelta(minutes=30)
SALT = "cms_pages.preview"
OVER = "预览链接已失效（有效期30分钟，或这一版已有改动，或签发人已无权限），请重新取得。"


@dataclass(frozen=True)
class PreviewLink:
    """The token, shown once, and until when it holds."""

    token: str
    expires_at: datetime.datetime


@dataclass(frozen=True)
class Preview:
    """What a link shows: one version of one page, by whose authority, until when."""

    person: User
    page: Page
    version: Any
    saved_at: datetime.datetime
    until: datetime.datetime

    def files(self) -> tuple[set[int], set[int]]:
        """Numbers of the images and documents that this very version uses and its signer may fetch: no others."""
        images, documents = files_of(self.version)
        allowed = (
            get_image_model().objects.filter(pk__in=images).visible_to(self.person),
            get_document_model().objects.filter(pk__in=documents).visible_to(self.person),
        )
        return set(allowed[0].values_list("pk", flat=True)), set(allowed[1].values_list("pk", flat=True))


def issue_preview(actor: Actor, uid: uuid.UUID) -> PreviewLink:
    """Sign a link to the latest version of a page 签发预览链接; whoever holds it sees that version for half an hour.

    Raises NotVisible for a page the actor may not know of, Refused without the permission at its organisation,
    Conflict when there is no version.
    """
    with PageWrite(actor, PREVIEW) as write:
        page = write.content(uid)
        if not isinstance(actor, User):
            raise Invalid("预览链接只能由登录的人签发。")
        revision = page.get_latest_revision()
        if revision is None:
            raise Conflict("这一页还没有保存过的版本。")
        until = (timezone.now() + LASTS).isoformat()
        told = {"page": str(uid), "by": str(actor.uid), "version": revision.created_at.isoformat(), "until": until}
        write.tell(page, after={"state": "签发预览链接", "expires_at": until}, touch=False)
    return PreviewLink(signing.dumps(told, salt=SALT), datetime.datetime.fromisoformat(until))


def look_up_preview(token: str) -> Preview:
    """What a link stands for, with no look journalled: for the files of a page that was shown.

    Raises NotVisible for a token that is forged or over, whose version was changed or thrown away, or whose signer may
    not preview that page any more.
    """
    try:
        told = signing.loads(token, salt=SALT, max_age=LASTS)
        page_uid, signer = uuid.UUID(told["page"]), uuid.UUID(told["by"])
        saved_at, until = (datetime.datetime.fromisoformat(told[name]) for name in ("version", "until"))
    except (signing.BadSignature, ValueError, KeyError, TypeError):
        raise NotVisible(OVER) from None
    person = User.objects.filter(uid=signer, is_active=True).first()
    if person is None:
        raise NotVisible(OVER)
    doors = PageDoor.objects.workable_by(person, PREVIEW).values("page_id")
    page = Page.objects.filter(pk__in=doors, translation_key=page_uid).first()
    revision = page.revisions.filter(created_at=saved_at).order_by("-pk").first() if page is not None else None
    if page is None or revision is None:
        raise NotVisible(OVER)
    return Preview(person, page, revision.as_object(), saved_at, until)


def open_preview(token: str) -> Preview:
    """As `look_up_preview`; the look is journalled under the signer's name."""
    found = look_up_preview(token)
    saved_at = found.saved_at.isoformat()
    note(found.person, PREVIEW, found.page.specific, after={"state": "凭链接预览", "version": saved_at})
    return found
