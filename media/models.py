"""Files 文件: images and documents, each owned by an organisation."""

from django.db import models
from wagtail.documents.models import AbstractDocument
from wagtail.images.models import AbstractImage, AbstractRendition


class OrganisationCollection(models.Model):
    """The collection of files that belongs to one organisation; made when its first file arrives."""

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


class PortalImage(AbstractImage):
    """An image 图片 of one organisation."""

    organisation = models.ForeignKey(
        "organisations.Organisation", null=True, blank=True, on_delete=models.PROTECT, verbose_name="所属组织"
    )
    admin_form_fields = ("title", "file", "description", "collection", "tags", "focal_point_x", "focal_point_y")

    class Meta(AbstractImage.Meta):
        verbose_name = "图片"
        verbose_name_plural = "图片"


class PortalRendition(AbstractRendition):
    """A sized copy 缩略图 of an image."""

    image = models.ForeignKey(PortalImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        unique_together = (("image", "filter_spec", "focal_point_key"),)


class PortalDocument(AbstractDocument):
    """An attachment 附件 of one organisation."""

    organisation = models.ForeignKey(
        "organisations.Organisation", null=True, blank=True, on_delete=models.PROTECT, verbose_name="所属组织"
    )
    admin_form_fields = ("title", "file", "collection", "tags")

    class Meta(AbstractDocument.Meta):
        verbose_name = "附件"
        verbose_name_plural = "附件"
