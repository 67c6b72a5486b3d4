"""Files 文件: images and documents, each owned by an organisation, each as open as what uses it."""

import posixpath
import uuid
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from uuid6 import uuid7
from wagtail.documents.models import AbstractDocument
from wagtail.images.models import AbstractImage, AbstractRendition

from media.querysets import PortalDocumentQuerySet, PortalImageQuerySet


def new_uid() -> uuid.UUID:
    """Identifier that sorts by time (UUIDv7)."""
    return uuid7()


def saved_as(title: str, stored: str) -> str:
    """Under which name a person sees and saves a file: its title, with the ending of what is stored."""
    ending = posixpath.splitext(stored)[1].lower()
    return title if title.lower().endswith(ending) else f"{title}{ending}"


class OrganisationCollection(models.Model):
    """The collection of files that belongs to one organisation; made when somebody there is to upload."""

    organisation = models.OneToOneField(
        "organisations.Organisation", on_delete=models.PROTECT, related_name="collection"
    )
    collection = models.OneToOneField(
        "wagtailcore.Collection", on_delete=models.PROTECT, related_name="organisation_collection"
    )

    class Meta:
        verbose_name = "组织文件夹"
        verbose_name_plural = "组织文件夹"

    def __str__(self) -> str:
        return str(self.organisation)


class OwnedFile(models.Model):
    """What images and documents share: an identifier and the organisation they belong to."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    organisation = models.ForeignKey(
        "organisations.Organisation", null=True, blank=True, on_delete=models.PROTECT, verbose_name="所属组织"
    )

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the organisation that of the collection the file lies in."""
        if self.organisation_id is None and self.collection_id is not None:  # type: ignore[attr-defined]
            owner = OrganisationCollection.objects.filter(collection_id=self.collection_id).first()  # type: ignore[attr-defined]
            self.organisation_id = owner.organisation_id if owner else None
        super().save(*args, **kwargs)

    @property
    def is_published(self) -> bool:
        """Whether something published uses the file: then it is neither replaced nor deleted."""
        return self.pk is not None and self.uses.exists()  # type: ignore[attr-defined]


class PortalImage(OwnedFile, AbstractImage):  # noqa: DJ008  (Wagtail prints the title)
    """An image 图片 of one organisation."""

    objects: ClassVar[PortalImageQuerySet] = PortalImageQuerySet.as_manager()
    admin_form_fields = ("title", "file", "description", "collection", "tags", "focal_point_x", "focal_point_y")

    class Meta(AbstractImage.Meta):
        verbose_name = "图片"
        verbose_name_plural = "图片"
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["file"])]


class PortalRendition(AbstractRendition):
    """A sized copy 缩略图 of an image."""

    image = models.ForeignKey(PortalImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        unique_together = (("image", "filter_spec", "focal_point_key"),)
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["file"])]


class FileText(models.Model):
    """What a file says 附件正文, read once for each content; the same file uploaded twice is not read again."""

    class State(models.TextChoices):
        READ = "read", "已读出正文"
        PARTLY = "partly", "正文较长，只收录前面的部分"
        EMPTY = "empty", "没有文字，可能是扫描件或图片"
        LOCKED = "locked", "文件有密码，读不出正文"
        HEAVY = "heavy", "文件过大或过于复杂，读不出正文"
        BROKEN = "broken", "文件打不开，读不出正文"
        UNREADABLE = "unreadable", "此类文件只按名称查找"

    digest = models.CharField(max_length=64)  # SHA-256 of the file, hexadecimal
    extension = models.CharField(max_length=10)
    reader = models.PositiveSmallIntegerField()  # the version of our reading
    state = models.CharField("正文", max_length=10, choices=State.choices)
    content = models.TextField(blank=True)  # pages, parted by form feeds; numbers of persons are masked
    pages = models.JSONField(default=list)  # [[number or None, a sheet's name or ""], …], one for each page of content
    read_at = models.DateTimeField(auto_now_add=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = "附件正文"
        verbose_name_plural = "附件正文"
        constraints = [
            models.UniqueConstraint(fields=["digest", "extension", "reader"], name="file_text_once_per_content")
        ]

    def __str__(self) -> str:
        return self.digest[:12]


class PortalDocument(OwnedFile, AbstractDocument):  # noqa: DJ008  (Wagtail prints the title)
    """An attachment 附件 of one organisation."""

    text = models.ForeignKey(FileText, null=True, editable=False, on_delete=models.PROTECT, related_name="documents")
    # Of which stored file `text` is; another name means that the file was exchanged and must be read.
    text_of = models.CharField(max_length=255, blank=True, editable=False, db_index=True)

    objects: ClassVar[PortalDocumentQuerySet] = PortalDocumentQuerySet.as_manager()
    admin_form_fields = ("title", "file", "collection", "tags")

    class Meta(AbstractDocument.Meta):
        verbose_name = "附件"
        verbose_name_plural = "附件"
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["file"])]

    @property
    def url(self) -> str:
        """Address of the file; the view behind it asks permission."""
        return self.file.url

    @property
    def filename(self) -> str:
        """The document's own name, as lists and choosers show it; the one it is stored under says nothing to people."""
        return saved_as(self.title, self.file.name)


class FileUse(models.Model):
    """Something published uses a file; a reader who carries `label` may fetch it. Kept by what uses it."""

    used_by = models.CharField(max_length=60)  # label of the page type or record
    used_by_uid = models.UUIDField()
    image = models.ForeignKey(PortalImage, null=True, on_delete=models.PROTECT, related_name="uses")
    document = models.ForeignKey(PortalDocument, null=True, on_delete=models.PROTECT, related_name="uses")
    label = models.CharField(max_length=40)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = "文件使用"
        verbose_name_plural = "文件使用"
        indexes = [
            models.Index(fields=["used_by_uid"]),
            models.Index(fields=["image", "label"]),
            models.Index(fields=["document", "label"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(image__isnull=False, document__isnull=True) | Q(image__isnull=True, document__isnull=False),
                name="file_use_of_one_file",
            )
        ]

    def __str__(self) -> str:
        return f"{self.used_by} {self.used_by_uid}"
