"""The one view behind every file: originals, sized copies and documents ask here; thin."""

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from media.models import FileUse, PortalDocument, PortalImage, PortalRendition
from media.serving import send
from media.uploads import CONTENT_TYPES
from records.kit.web import actor_of

SHOWN_IN_PLACE = {"pdf", "mp4", "m4v", "webm", "mp3", "vtt", "jpg", "jpeg", "png", "webp", "gif", "avif"}
SHARED_CACHE_SECONDS = 3600


@require_safe
def serve(request: HttpRequest, name: str) -> HttpResponseBase:
    """A stored file, if this person may have it; otherwise it does not exist."""
    actor = actor_of(request)
    found = _find(name)
    if found is None:
        raise Http404
    kind, owner, file, title = found
    model = PortalImage if kind == "image" else PortalDocument
    if not model.objects.filter(pk=owner).visible_to(actor).exists():
        if actor.scope.user_id is None and FileUse.objects.filter(**{kind: owner}, label__in=["members"]).exists():
            return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
        raise Http404
    extension = name.rsplit(".", 1)[-1].lower()
    try:
        opened = file.storage.open(file.name, "rb")
    except FileNotFoundError:
        raise Http404 from None
    response = send(
        request,
        opened.file,
        size=file.size,
        name=file.name,
        content_type=CONTENT_TYPES.get(extension, "application/octet-stream"),
        inline=extension in SHOWN_IN_PLACE and request.GET.get("download") is None,
        filename=f"{title}.{extension}",
    )
    if FileUse.objects.filter(**{kind: owner}, label="public").exists():
        response["Cache-Control"] = f"public, max-age={SHARED_CACHE_SECONDS}"
    else:
        response["Cache-Control"] = "private, no-store"
    return response


def _find(name: str):  # type: ignore[no-untyped-def]
    document = PortalDocument.objects.filter(file=name).only("pk", "file", "title").first()
    if document is not None:
        return "document", document.pk, document.file, document.title
    rendition = PortalRendition.objects.filter(file=name).select_related("image").first()
    if rendition is not None:
        return "image", rendition.image_id, rendition.file, rendition.image.title
    image = PortalImage.objects.filter(file=name).only("pk", "file", "title").first()
    if image is not None:
        return "image", image.pk, image.file, image.title
    return None
