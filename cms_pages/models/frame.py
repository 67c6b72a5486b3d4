"""The frame: the home page, a section for each organisation, five columns in each section."""

from typing import Any, ClassVar

from django.db import models
from django.http import Http404, HttpRequest
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.url_routing import RouteResult

from cms_pages.blocks import BodyBlock
from cms_pages.columns import ColumnKind
from cms_pages.models.base import PortalPage
from records.kit.audience import Audience

# Named persons stand on content pages only: two lists one below the other would have no clear meaning.
FRAME_AUDIENCES = [(level.value, level.label) for level in Audience if level is not Audience.NAMED]


class HomePage(PortalPage):
    """首页: the portal itself; every section hangs below it."""

    lead = models.CharField("首页大字", max_length=120, blank=True, help_text="一句话说明本站，分隔符用顿号或逗号")
    intro = models.TextField("导语", blank=True)

    template = "theme/home.html"
    max_count = 1
    is_creatable = False
    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    subpage_types: ClassVar[list[str]] = ["cms_pages.SectionPage"]
    content_panels: ClassVar[list[Any]] = [
        FieldPanel("title", classname="title"),
        MultiFieldPanel([FieldPanel("lead"), FieldPanel("intro")], "首页文字"),
    ]

    class Meta:
        verbose_name = "首页"
        verbose_name_plural = "首页"

    def route(self, request: HttpRequest, path_components: list[str]) -> Any:
        """Find a page by its whole address at once: one query, however deep the tree."""
        if not path_components:
            return super().route(request, path_components)
        address = self.url_path + "".join(f"{component}/" for component in path_components)
        page = Page.objects.filter(url_path=address, live=True).first()
        if page is None:
            raise Http404
        return RouteResult(page.specific)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """What is new across the place, courses, the top of the tree."""
        from cms_pages.presenters.home import home_context

        return {**super().get_context(request, *args, **kwargs), **home_context(self, request)}


class SectionPage(PortalPage):
    """组织主页: one organisation's section. Its title follows the organisation's name, its address never does."""

    organisation = models.OneToOneField(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        related_name="section_page",
        editable=False,
        verbose_name="组织",
    )
    intro = models.TextField("组织简介", blank=True, help_text="一两段话：管哪里、做什么、怎样联系")
    body = StreamField(BodyBlock(), verbose_name="更多介绍", blank=True)
    audience = models.CharField(
        "公开范围",
        max_length=10,
        choices=FRAME_AUDIENCES,
        default=Audience.SOCIETY,
        editable=False,
        help_text="整个主页及其下所有页面都不会比这里更开放",
    )

    template = "theme/section_home.html"
    is_creatable = False
    parent_page_types: ClassVar[list[str]] = ["cms_pages.HomePage", "cms_pages.SectionPage"]
    subpage_types: ClassVar[list[str]] = ["cms_pages.SectionPage", "cms_pages.ColumnPage"]
    content_panels: ClassVar[list[Any]] = [FieldPanel("intro"), FieldPanel("body")]

    class Meta:
        verbose_name = "组织主页"
        verbose_name_plural = "组织主页"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The organisation, its place in the tree, its people, the latest of each column, its children."""
        from cms_pages.presenters.sections import section_context

        return {**super().get_context(request, *args, **kwargs), **section_context(self, request)}


class ColumnPage(PortalPage):
    """栏目: one of the five of a section."""

    organisation = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        related_name="column_pages",
        editable=False,
        verbose_name="组织",
    )
    kind = models.CharField("栏目", max_length=20, choices=ColumnKind.choices, editable=False)
    intro = models.TextField("栏目说明", blank=True)
    audience = models.CharField(
        "公开范围", max_length=10, choices=FRAME_AUDIENCES, default=Audience.SOCIETY, editable=False
    )

    template = "theme/column_list.html"
    is_creatable = False
    parent_page_types: ClassVar[list[str]] = ["cms_pages.SectionPage"]
    subpage_types: ClassVar[list[str]] = [
        "cms_pages.NewsPage",
        "cms_pages.RulePage",
        "cms_pages.PlanPage",
        "cms_pages.CoursePage",
        "cms_pages.DisclosurePage",
    ]
    content_panels: ClassVar[list[Any]] = [FieldPanel("intro")]

    class Meta:
        verbose_name = "栏目"
        verbose_name_plural = "栏目"
        constraints = [
            models.UniqueConstraint(fields=["organisation", "kind"], name="one_column_of_a_kind_per_organisation")
        ]

    @property
    def column(self) -> str:
        """The column this page is."""
        return str(self.kind)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The column's pages, by key."""
        from cms_pages.presenters.lists import column_context

        return {**super().get_context(request, *args, **kwargs), **column_context(self, request)}
