"""Atom feeds, sitemap, robots: open content only, the same for everyone; thin."""

import datetime
from typing import Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.views.decorators.http import require_safe

from cms_pages.models import ContentPage, HomePage, SectionPage
from cms_pages.presenters.articles import shown_day
from cms_pages.presenters.feeds import open_entries, sitemap_part, sitemap_parts
from cms_pages.visitors import same_for_all
from records.access.models import Visitor

KEPT_SECONDS = 300


class OpenFeed(Feed):  # type: ignore[misc]
    """公开内容订阅: of one section and all below it, or of the whole place."""

    feed_type = Atom1Feed

    def get_object(self, request: HttpRequest, address: str = "") -> SectionPage | None:
        """The section whose feed this is, if it is open to society; None for the whole place."""
        if not address:
            return None
        home = HomePage.objects.first()
        if home is None:
            raise Http404
        section = (
            SectionPage.objects.visible_to(Visitor())
            .filter(url_path=f"{home.url_path}{address.strip('/')}/")
            .select_related("organisation")
            .first()
        )
        if section is None:
            raise Http404
        return section

    def title(self, section: SectionPage | None) -> str:
        """Whose news these are."""
        name = settings.PORTAL["name"]
        return f"{section.organisation.short_name}｜{name}" if section is not None else name

    def subtitle(self, section: SectionPage | None) -> str:
        """What is in it."""
        return "向社会公开的内容"

    def link(self, section: SectionPage | None) -> str:
        """The page it belongs to."""
        return section.address if section is not None else "/"

    def items(self, section: SectionPage | None) -> list[ContentPage]:
        """The newest."""
        return open_entries(section.organisation if section is not None else None)

    def item_title(self, item: ContentPage) -> str:
        """Title."""
        return item.title

    def item_description(self, item: ContentPage) -> str:
        """Summary."""
        return item.summary

    def item_link(self, item: ContentPage) -> str:
        """Address."""
        return item.address

    def item_guid(self, item: ContentPage) -> str:
        """Its identifier, which no move changes."""
        return f"urn:uuid:{item.uid}"

    def item_author_name(self, item: ContentPage) -> str:
        """Publishing organisation."""
        return item.organisation.short_name

    def item_pubdate(self, item: ContentPage) -> Any:
        """Midnight of the day of publication, or the moment itself where it is known."""
        if item.first_published_at is not None:
            return item.first_published_at
        return timezone.make_aware(datetime.datetime.combine(shown_day(item), datetime.time.min))

    def item_updateddate(self, item: ContentPage) -> Any:
        """When it last changed."""
        return item.last_published_at or self.item_pubdate(item)

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The same for everyone, so a shared cache may keep it for a while."""
        response: HttpResponse = super().__call__(request, *args, **kwargs)
        response["Cache-Control"] = f"public, max-age={KEPT_SECONDS}"
        same_for_all(response)
        return response


@require_safe
def sitemap(request: HttpRequest, part: int = 0) -> HttpResponse:
    """Addresses of open pages, in parts."""
    root = f"{request.scheme}://{request.get_host()}"
    parts = sitemap_parts()
    if part > parts:
        raise Http404
    if part == 0:
        context: dict[str, Any] = {"parts": [f"{root}/sitemap-{number}.xml" for number in range(1, parts + 1)]}
        template = "cms_pages/sitemap_index.xml"
    else:
        context = {"pages": [(root + address, day) for address, day in sitemap_part(part)]}
        template = "cms_pages/sitemap.xml"
    response = render(request, template, context, content_type="application/xml")
    response["Cache-Control"] = f"public, max-age={KEPT_SECONDS}"
    same_for_all(response)
    return response


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What search engines may read."""
    root = f"{request.scheme}://{request.get_host()}"
    lines = [
        "User-agent: *",
        *(f"Disallow: /{path}/" for path in ("admin", "work", "my", "sign-in", "api", "search", "preview")),
        f"Sitemap: {root}/sitemap.xml",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
