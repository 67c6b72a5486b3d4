"""Beside every page, its door 页面权限: who may read it in the end, and where lists find it."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from wagtail.models import Page

from cms_pages.columns import ColumnKind
from cms_pages.querysets import DoorQuerySet
from records.kit.audience import Audience


class PageDoor(models.Model):
    """Kept by services in the transaction of each change; never edited by hand.

    `chosen` is the page's own level; `level`, `label` and `readers_page` are what holds after the pages above it.
    """

    page = models.OneToOneField(Page, on_delete=models.CASCADE, primary_key=True, related_name="door")
    organisation = models.ForeignKey(
        "organisations.Organisation", null=True, on_delete=models.PROTECT, related_name="+"
    )  # empty for the portal's own pages
    org_path = models.CharField(max_length=255, blank=True)
    column = models.CharField(max_length=20, choices=ColumnKind.choices, blank=True)
    is_content = models.BooleanField(default=False)
    chosen = models.CharField(max_length=10, choices=Audience.choices, default=Audience.SOCIETY)
    level = models.CharField(max_length=10, choices=Audience.choices, default=Audience.SOCIETY)
    label = models.CharField(max_length=40, blank=True)
    readers_page = models.ForeignKey(Page, null=True, on_delete=models.CASCADE, related_name="+")
    is_live = models.BooleanField(default=False)
    published_on = models.DateField(null=True)

    objects: ClassVar[DoorQuerySet] = DoorQuerySet.as_manager()  # type: ignore[assignment]

    follows_organisation = True  # a moved organisation takes the path along (kit.replant)
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = "页面权限"
        verbose_name_plural = "页面权限"
        indexes = [
            # What lists read: one column, live, newest first; across the place, or of one organisation.
            models.Index(
                F("column"),
                F("published_on").desc(),
                F("page").desc(),
                condition=Q(is_live=True, is_content=True),
                name="door_list",
            ),
            models.Index(
                F("organisation"),
                F("column"),
                F("published_on").desc(),
                F("page").desc(),
                condition=Q(is_live=True, is_content=True),
                name="door_own_list",
            ),
            models.Index(fields=["org_path"]),
        ]

    def __str__(self) -> str:
        return f"{self.page_id}: {self.get_level_display()}"


class MovedAddress(models.Model):
    """One prefix redirect 旧网址 left behind by a moved section or a renamed page: all below it follows."""

    address = models.CharField(
        "旧网址", max_length=700, unique=True, help_text="以斜杠开头和结尾，例如 /qingping/liuxi/"
    )
    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = "旧网址"
        verbose_name_plural = "旧网址"

    def __str__(self) -> str:
        return self.address


class AccountField(models.ForeignKey):  # type: ignore[type-arg]
    """A person typed by sign-in name: a list of all accounts would tell everyone's name to every writer."""

    def formfield(self, **kwargs):  # type: ignore[no-untyped-def]
        """A text box."""
        from cms_pages.forms import SignInNameField

        return SignInNameField(
            queryset=self.remote_field.model._default_manager.filter(is_active=True),
            label=self.verbose_name,
            required=not self.blank,
            help_text=self.help_text,
        )


def account_field(related_name: str) -> AccountField:
    """A named person."""
    return AccountField(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name=related_name,
        verbose_name="人员",
        help_text="输入对方的登录名",
    )
