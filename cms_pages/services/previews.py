"""A link by which a front end shows one draft 草稿预览: signed, short-lived, for one version, journalled."""

import datetime
import uuid
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.utils import timezone
from wagtail.models import Page

from cms_pages.models import PageDoor
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
        expires_at = timezone.now() + LASTS
        told = {"page": str(uid), "by": str(actor.uid), "version": revision.created_at.isoformat()}
        write.tell(page, after={"state": "签发预览链接", "expires_at": expires_at.isoformat()}, touch=False)
    return PreviewLink(signing.dumps(told, salt=SALT), expires_at)


def open_preview(token: str) -> tuple[User, Any]:
    """The person who signed the link, and the version it shows; the look is journalled under that person's name.

    Raises NotVisible for a token that is forged or over, whose version was changed or thrown away, or whose signer may
    not preview that page any more.
    """
    try:
        told = signing.loads(token, salt=SALT, max_age=LASTS)
        page_uid, signer = uuid.UUID(told["page"]), uuid.UUID(told["by"])
        saved_at = datetime.datetime.fromisoformat(told["version"])
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
    version = revision.as_object()
    note(person, PREVIEW, page.specific, after={"state": "凭链接预览", "version": told["version"]})
    return person, version
