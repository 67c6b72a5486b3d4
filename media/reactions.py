"""What the file rooms do when posts and organisations change."""

import uuid

from media.models import PortalDocument
from media.services import ensure_folders
from records.access.models import User
from records.kit.events import When, reacts_to
from records.kit.search import touch_all
from records.organisations.events import OrganisationMoved, OrganisationRenamed, PostsChanged
from records.organisations.models import Organisation


@reacts_to(PostsChanged, When.SAME_TRANSACTION)
def make_folder(event: PostsChanged) -> None:
    """Somebody who is to write pages finds a folder of the organisation to upload into."""
    if event.user_id is not None and (user := User.objects.filter(pk=event.user_id).first()):
        ensure_folders(user)


@reacts_to(OrganisationMoved, When.AFTER_COMMIT)
def find_files_under_new_parent(event: OrganisationMoved) -> None:
    """Attachments of a moved organisation are found under its new parents 移动后的附件检索范围."""
    _touch_below(event.organisation)


@reacts_to(OrganisationRenamed, When.AFTER_COMMIT)
def find_files_by_new_name(event: OrganisationRenamed) -> None:
    """Attachments say the new name of their organisation 更名后的附件检索."""
    _touch_below(event.organisation)


def _touch_below(uid: uuid.UUID) -> None:
    organisation = Organisation.objects.get(uid=uid)
    below = Organisation.objects.below(organisation.path)
    documents = PortalDocument.objects.filter(organisation__in=below.order_by().values("pk"))
    touch_all(PortalDocument, documents.values_list("uid", flat=True))
