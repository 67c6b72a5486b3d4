"""Wagtail's upload forms with our checks; every door of its image and document libraries uses them."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from media.uploads import checked_document, checked_image, clean_name

IN_USE = "这个文件已在公开的页面中使用，不能替换。请上传为新文件，再到页面里改用它，经审核后发布。"


class OwnCollections:
    """Offers only the collections a person's posts stand for: a list of all would be of megabytes."""

    def __init__(self, *args: Any, user: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)  # type: ignore[call-arg]
        file = self.fields["file"]  # type: ignore[attr-defined]
        file.max_length = None  # files get names of ours: how long theirs is doesn't matter
        field = self.fields.get("collection")  # type: ignore[attr-defined]
        if field is not None and user is not None:
            own = {grant.collection_id for grant in user._collection_permission_cache}
            own.add(self.instance.collection_id)  # type: ignore[attr-defined]
            field.queryset = field.queryset.filter(pk__in=own)

    def _free(self, upload: Any) -> Any:
        if isinstance(upload, UploadedFile) and self.instance.is_published:  # type: ignore[attr-defined]
            raise ValidationError(IN_USE, code="in_use")
        return upload

    def clean_title(self) -> str:
        """A title without folders and control characters."""
        title: str = self.cleaned_data["title"]  # type: ignore[attr-defined]
        return clean_name(title).title if title.strip() else title


class PortalImageField(WagtailImageField):  # type: ignore[misc]
    """Our check comes first: it names the file, what is wrong and the cure, and never unpacks what is too large."""

    def to_python(self, data: Any) -> Any:
        """Checked, upright, without data about place and camera."""
        return super().to_python(checked_image(data) if isinstance(data, UploadedFile) else data)


class PortalImageForm(OwnCollections, BaseImageForm):  # type: ignore[misc]
    """图片."""

    file = PortalImageField(label="文件")

    def clean_file(self) -> Any:
        """What is published is not replaced."""
        return self._free(self.cleaned_data["file"])


class PortalDocumentForm(OwnCollections, BaseDocumentForm):  # type: ignore[misc]
    """附件."""

    def clean_file(self) -> Any:
        """Checked by content; what is published is not replaced."""
        upload = self._free(self.cleaned_data["file"])
        return checked_document(upload) if isinstance(upload, UploadedFile) else upload
