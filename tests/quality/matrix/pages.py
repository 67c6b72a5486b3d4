"""Pages: the site, the workbench of pages, pages over the API."""

from django.core.files.uploadedfile import SimpleUploadedFile

from cms_pages import services
from cms_pages.models import Attachment, NewsPage, SectionPage
from media.services import store_document
from records.kit.actors import SYSTEM
from records.kit.audience import Audience
from tests.factories.pages import column, draft, published
from tests.quality.matrix.table import (
    ALL,
    MARK,
    POSTS,
    Row,
    World,
    api,
    may,
)


def build(world: World) -> None:
    """Of the village: one page open to society, one for its own people, one under review, one draft."""
    village, publisher, things = world.county.village, world.people["publisher"], world.things
    things["pages.open"] = published(village, NewsPage, title="党员大会")
    things["pages.own"] = published(village, NewsPage, title=f"{MARK}内部通报", audience=Audience.OWN)
    file = store_document(SYSTEM, village, SimpleUploadedFile("附件.csv", f"{MARK}".encode()), title="附件")
    attached = [Attachment(document=file)]
    things["pages.draft"] = draft(village, NewsPage, author=publisher, title=f"{MARK}草稿", attachments=attached)
    things["pages.file"] = file.file.name
    things["pages.waiting"] = draft(village, NewsPage, author=publisher, title=f"{MARK}待审")
    services.submit(publisher, things["pages.waiting"].uid)
    section = SectionPage.objects.get(organisation=village)
    things["pages.section"] = section.address.strip("/")
    things["pages.organisation"] = world.county.village
    things["pages.link"] = services.issue_preview(publisher, things["pages.draft"].uid).token
    things["pages.part"] = "1"
    column(world.county.branch)


def _to_branch(world: World) -> dict:
    return {"organisation": world.county.branch.code, "reason": "调整栏目"}


ROWS = [
    Row("news/", GET=may(ALL)),
    Row("rules/", GET=may(ALL)),
    Row("plans/", GET=may(ALL)),
    Row("courses/", GET=may(ALL)),
    Row("disclosures/", GET=may(ALL)),
    Row("organisations/", GET=may(ALL)),
    Row("organisations/<uuid:uid>/", uid="pages.organisation", GET=may(ALL)),
    Row("feed/", GET=may(ALL)),
    Row("<path:address>/feed/", address=lambda world: f"/{world.named('pages.section')}/feed/", GET=may(ALL)),
    Row("sitemap.xml", GET=may(ALL)),
    Row("sitemap-<int:part>.xml", part="pages.part", GET=may(ALL)),
    Row("robots.txt", GET=may(ALL)),
    Row("work/pages/", GET=may("other_secretary own_secretary publisher content_reviewer administrator site")),
    Row("work/pages/write/", GET=may("publisher administrator site")),
    Row(
        "work/pages/<uuid:uid>/",
        uid="pages.waiting",
        GET=may("own_secretary publisher content_reviewer administrator site"),
        POST=may("own_secretary content_reviewer site", publisher=422, administrator=422),
        data=lambda world: {"act": "approve", "reason": "可以"},
    ),
    Row(
        "work/pages/<uuid:uid>/preview/",
        uid="pages.draft",
        GET=may("own_secretary publisher content_reviewer administrator site"),
    ),
    Row(
        "work/pages/<uuid:uid>/preview-link/",
        uid="pages.draft",
        GET=may("own_secretary publisher content_reviewer administrator site"),
        POST=may("own_secretary publisher content_reviewer administrator site"),
        data=lambda world: {"act": "issue"},
    ),
    Row("preview/", GET=may(ALL), tells=True, query=lambda world: f"token={world.named('pages.link')}"),
    Row(
        "preview/files/<path:name>",
        name="pages.file",
        GET=may(ALL),
        tells=True,
        query=lambda world: f"token={world.named('pages.link')}",
    ),
    Row(
        "work/pages/<uuid:uid>/recall/",
        uid="pages.waiting",
        GET=may("own_secretary publisher content_reviewer administrator site"),
        POST=may("own_secretary publisher content_reviewer administrator site"),
    ),
    Row(
        "work/pages/<uuid:uid>/withdraw/",
        uid="pages.own",
        GET=may("own_secretary publisher content_reviewer section_reviewer archivist auditor administrator site"),
        POST=may(
            "own_secretary content_reviewer administrator site",
            publisher=422,
            section_reviewer=422,
            archivist=422,
            auditor=422,
        ),
        data=lambda world: {"reason": "数字有误"},
    ),
    Row(
        "work/pages/<uuid:uid>/audience/",
        uid="pages.open",
        GET=may(POSTS),
        POST=may("own_secretary content_reviewer administrator site", others=422, stranger=404, member=404),
        data=lambda world: {"level": "own", "reason": "误公开", "readers": ""},
    ),
    Row(
        "work/pages/<uuid:uid>/move/",
        uid="pages.open",
        GET=may(POSTS),
        POST=may("own_secretary content_reviewer administrator site", others=422, stranger=404, member=404),
        data=_to_branch,
    ),
    Row(
        "work/pages/<uuid:uid>/share/",
        uid="pages.open",
        GET=may(POSTS),
        POST=may("own_secretary content_reviewer administrator site", others=422, stranger=404, member=404),
        data=_to_branch,
    ),
    Row(
        "work/pages/<uuid:uid>/rename/",
        uid="pages.open",
        GET=may(POSTS),
        POST=may("own_secretary content_reviewer administrator site", others=422, stranger=404, member=404),
        data=lambda world: {"slug": "xin-wang-zhi", "reason": "更正"},
    ),
    Row("api/v1/pages/$", GET=api(ALL)),
    Row(
        "api/v1/pages/find/$",
        GET=api(
            "member own_secretary publisher content_reviewer section_reviewer archivist auditor administrator site"
        ),
        query=lambda world: f"html_path={world.things['pages.own'].address}",
    ),
    Row("api/v1/pages/preview/$", GET=api(ALL), tells=True, query=lambda world: f"token={world.named('pages.link')}"),
    Row(
        "api/v1/pages/(?P<uid>[0-9a-f-]{36})/$",
        uid="pages.own",
        GET=api(
            "member own_secretary publisher content_reviewer section_reviewer archivist auditor administrator site"
        ),
    ),
    Row(
        "api/v1/pages/(?P<uid>[0-9a-f-]{36})/preview-link/$",
        uid="pages.draft",
        POST=api("own_secretary publisher content_reviewer administrator site"),
    ),
]
