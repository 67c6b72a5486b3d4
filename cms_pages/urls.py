"""Addresses of pages that are not in the tree."""

from django.urls import URLPattern, URLResolver, path

from cms_pages.columns import ColumnKind
from cms_pages.views import feeds, previews, site, work

urlpatterns: list[URLPattern | URLResolver] = [
    *(path(f"{kind}/", site.column_across, {"kind": kind.value}, name=f"column-{kind}") for kind in ColumnKind),
    path("organisations/", site.finder, name="organisation_finder"),
    path("organisations/<uuid:uid>/", site.organisation, name="organisation"),
    path("feed/", feeds.OpenFeed(), name="feed"),
    path("<path:address>/feed/", feeds.OpenFeed(), name="section-feed"),
    path("sitemap.xml", feeds.sitemap, name="sitemap"),
    path("sitemap-<int:part>.xml", feeds.sitemap, name="sitemap-part"),
    path("robots.txt", feeds.robots, name="robots"),
    path("preview/", previews.shown, name="preview"),
    path("preview/files/<path:name>", previews.file, name="preview-file"),
    path("work/pages/", work.pages, name="work-pages"),
    path("work/pages/write/", work.write, name="work-write"),
    path("work/pages/<uuid:uid>/", work.page, name="work-page"),
    path("work/pages/<uuid:uid>/preview/", work.preview, name="work-page-preview"),
    path("work/pages/<uuid:uid>/preview-link/", previews.link, name="work-page-preview-link"),
    path("work/pages/<uuid:uid>/recall/", work.recall, name="work-page-recall"),
    path("work/pages/<uuid:uid>/withdraw/", work.withdraw, name="work-page-withdraw"),
    path("work/pages/<uuid:uid>/audience/", work.audience, name="work-page-audience"),
    path("work/pages/<uuid:uid>/move/", work.move, name="work-page-move"),
    path("work/pages/<uuid:uid>/share/", work.share, name="work-page-share"),
    path("work/pages/<uuid:uid>/rename/", work.rename, name="work-page-rename"),
]
