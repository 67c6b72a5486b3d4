"""What the file rooms do when posts change."""

from media.services import ensure_folders
from records.access.models import User
from records.kit.events import When, reacts_to
from records.organisations.events import PostsChanged


@reacts_to(PostsChanged, When.SAME_TRANSACTION)
def make_folder(event: PostsChanged) -> None:
    """Somebody who is to write pages finds a folder of the organisation to upload into."""
    if event.user_id is not None and (user := User.objects.filter(pk=event.user_id).first()):
        ensure_folders(user)
