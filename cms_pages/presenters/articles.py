"""Content pages as the theme's article, course and lesson templates read them."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from wagtail.rich_text import RichText

from cms_pages.columns import ColumnKind
from cms_pages.disclosures import fulfilled_by, is_sealed, opinions_of, publication_of
from cms_pages.models import (
    ContentPage,
    CoursePage,
    DisclosurePage,
    LessonPage,
    PageDoor,
    PlanPage,
    RulePage,
    SectionPage,
)
from cms_pages.places import timed_texts, with_article_anchors
from cms_pages.presenters import studying
from cms_pages.presenters.common import (
    audience_badge,
    column_address,
    crumbs_to,
    entry_of,
    feedback_of,
    files_of,
    in_order,
    readable_pages,
    reader_of,
    updated_of,
)
from records.kit.actors import Actor
from records.kit.audience import Audience
from records.openness.models import Publication
from records.openness.presenting import proof_box

FORCE_TONES = {"in_force": "good", "pending": "info", "amended": "warn", "repealed": "bad", "expired": "bad"}


def article_context(page: ContentPage, request: HttpRequest) -> dict[str, Any]:
    """Everything an article's template asks for."""
    actor = reader_of(request)
    section = SectionPage.objects.filter(organisation=page.organisation).first()
    section_url = section.address if section else "/"
    column = ColumnKind(page.column)
    context: dict[str, Any] = {
        "column": column.label,
        "title": page.title,
        "description": page.short_summary,
        "crumbs": crumbs_to(
            page.organisation,
            {"label": str(column.label), "url": column_address(section_url, column)},
            {"label": page.title, "url": ""},
        ),
        "files": files_of(page),
        "feedback": {**feedback_of(page), "opinions": opinions_of(page)},
        "feedback_url": feedback_of(page)["url"],
        "updated": updated_of(page),
    }
    door = PageDoor.objects.filter(page_id=page.pk).first()
    if door is not None and door.level != Audience.SOCIETY:
        context["robots"] = "noindex"
    context["article"] = _article(page, door, section_url)
    match page:
        case RulePage():
            _rule(page, context)
        case PlanPage():
            _plan(page, actor, context)
        case DisclosurePage():
            publication = publication_of(page, actor)
            _disclosure(page, publication, context)
            context["proof"] = proof_box(publication) if publication is not None else None
            # Its seal comes within the minute, and no write of anybody's brings it.
            context["changes_by_itself"] = context["proof"] is not None and not is_sealed(context["proof"])
        case CoursePage():
            _course(page, actor, context)
            studying.add_course(page, actor, context)
        case LessonPage():
            _lesson(page, actor, context)
            studying.add_lesson(page, actor, request, context)
    if not isinstance(page, LessonPage):
        context["previous"], context["next"] = neighbours(page, actor)
    return context


def _article(page: ContentPage, door: PageDoor | None, section_url: str) -> dict[str, Any]:
    level = Audience(door.level if door is not None else page.audience)
    article: dict[str, Any] = {
        "title": page.title,
        "issuer": page.organisation.name,
        "organisation": {"name": page.organisation.short_name, "url": section_url},
        "audience": level.label,
        "date": shown_day(page),
        "summary": page.summary,
        "facts": [],
        "tags": [{"label": tag.name, "url": f"/search/?q={tag.name}"} for tag in page.tags.all()],
        "body": anchored(page.body),
        "toc": table_of_contents(page),
    }
    if page.is_closed:
        article["notice"] = {
            "title": f"{page.organisation.short_name}已于{page.organisation.dissolved_on:%Y年%-m月%-d日}撤销",
            "note": "本页保留供查阅，不再更新。",
        }
    elif page.alias_of_id is not None:
        source = page.alias_of.specific
        article["notice"] = {"title": f"转载自{source.organisation.short_name}", "note": "", "tone": "info"}
    return article


def shown_day(page: ContentPage) -> Any:
    """The day a reader sees as the page's own."""
    if page.published_on is not None:
        return page.published_on
    return timezone.localtime(page.first_published_at).date() if page.first_published_at else timezone.localdate()


def anchored(body: Any) -> Any:
    """The body with an anchor on each heading, so that a table of contents and a search result can point at it."""
    number = 0
    for block in body:
        if block.block_type == "heading":
            number += 1
            block.value["anchor"] = f"s{number}"
    return body


def table_of_contents(page: ContentPage, shortest: int = 3) -> list[dict[str, str]]:
    """Headings with their anchors; nothing for a short page."""
    headings = page.headings
    if len(headings) < shortest:
        return []
    return [{"label": label, "id": f"s{number}"} for number, label in enumerate(headings, start=1)]


def neighbours(page: ContentPage, actor: Actor) -> tuple[dict[str, str] | None, dict[str, str] | None]:
    """The readable pages before and after this one in its organisation's column: the newer one is 上一件."""
    door = PageDoor.objects.filter(page_id=page.pk).first()
    if door is None or door.published_on is None:
        return None, None
    from django.db.models import Q

    others = (
        PageDoor.objects.visible_to(actor)
        .content()
        .filter(organisation=page.organisation, column=door.column, page__depth=page.depth)
    )
    day, number = door.published_on, page.pk
    newer = others.filter(Q(published_on__gt=day) | Q(published_on=day, page_id__gt=number))
    older = others.filter(Q(published_on__lt=day) | Q(published_on=day, page_id__lt=number))
    numbers = [
        newer.order_by("published_on", "page_id").values_list("page_id", flat=True).first(),
        older.newest_first().values_list("page_id", flat=True).first(),
    ]
    found = {each.pk: {"title": each.title, "url": each.address} for each in in_order([n for n in numbers if n])}
    return found.get(numbers[0]), found.get(numbers[1])


# ── each kind ───────────────────────────────────────────────────────────────
def _rule(page: RulePage, context: dict[str, Any]) -> None:
    article = context["article"]
    seen: set[str] = set()
    for block in article["body"]:
        if block.block_type == "text":  # a search result leads to the article itself
            block.value = RichText(with_article_anchors(block.value.source, seen))
    force = page.force
    article["badge"] = (str(force.label), FORCE_TONES[force])
    article["issuer"] = page.issuer
    article["facts"] = [
        ("文号", page.document_number),
        ("制定机关", page.issuer),
        ("印发日期", page.issued_on),
        ("施行日期", page.in_force_from),
        ("失效日期", page.in_force_to),
        ("发布组织", page.organisation.short_name),
    ]


def _plan(page: PlanPage, actor: Actor, context: dict[str, Any]) -> None:
    article = context["article"]
    article["badge"] = (page.get_kind_display(), "plain")
    article["facts"] = [
        ("类型", f"{page.get_period_display()}{page.get_kind_display()}"),
        ("所说时间", f"{page.period_from:%Y年%-m月%-d日}至{page.period_to:%Y年%-m月%-d日}"),
        ("发布组织", page.organisation.short_name),
        ("发布日期", article["date"]),
    ]
    allowed = readable_pages(actor).order_by().values("pk")
    if page.kind == PlanPage.Kind.PLAN:
        report = PlanPage.objects.filter(plan=page, live=True, pk__in=allowed).first()
        if report is not None:
            context["summary_page"] = {"title": f"{report.get_kind_display()}：{report.title}", "url": report.address}
    elif page.plan_id:
        plan = PlanPage.objects.filter(pk=page.plan_id, live=True, pk__in=allowed).first()
        if plan is not None:
            context["summary_page"] = {"title": f"对应的计划：{plan.title}", "url": plan.address}


def _disclosure(page: DisclosurePage, publication: Publication | None, context: dict[str, Any]) -> None:
    article = context["article"]
    validity = page.get_validity_display()
    if page.valid_until:
        validity = f"{validity}，至{page.valid_until:%Y年%-m月%-d日}"
    article["facts"] = [
        ("索引号", page.index_no),
        ("公开类别", "：".join(filter(None, [page.get_category_l1_display(), page.category_l2]))),
        fulfilled_by(page, publication),
        ("发布组织", page.organisation.short_name),
        ("公开范围", article["audience"]),
        ("成文日期", page.made_on),
        ("公开日期", article["date"]),
        ("公开时限", page.get_period_kind_display()),
        ("公开方式", page.get_mode_display()),
        ("发文字号", page.document_number),
        ("公开依据", page.basis),
        ("有效性", validity),
    ]
    article["signed_by"], article["signed_on"] = page.organisation.name, page.made_on


def _course(page: CoursePage, actor: Actor, context: dict[str, Any]) -> None:
    lessons = lessons_of(page, actor)
    minutes = round(sum(each.duration for each in lessons) / 60)
    context["course"] = {
        "title": page.title,
        "issuer": page.organisation.short_name,
        "intro": page.summary,
        "body": anchored(page.body),
        "length": f"共{minutes}分钟" if minutes else "",
        "facts": [
            ("学时", f"{page.hours}"),
            ("合格分", f"{page.pass_mark}分"),
            ("主讲单位", page.organisation.short_name),
            ("公开范围", context["article"]["audience"]),
            ("发布日期", context["article"]["date"]),
        ],
    }
    context["lessons"] = chapters_of(lessons)


def _lesson(page: LessonPage, actor: Actor, context: dict[str, Any]) -> None:
    parent = page.get_parent().specific
    lessons = lessons_of(parent, actor)
    numbers = [each.pk for each in lessons]
    number = numbers.index(page.pk) + 1 if page.pk in numbers else len(numbers) + 1
    context["crumbs"] = [*context["crumbs"][:-1], {"label": parent.title, "url": parent.address}, context["crumbs"][-1]]
    context["lesson"] = {
        "title": page.title,
        "kicker": f"第{number}讲",
        "note": "，".join(filter(None, [parent.title, spoken(page.duration)])),
        "body": anchored(page.body),
    }
    if page.video is not None:
        context["video"] = {
            "title": page.title,
            "url": page.video.url,
            "type": "video/webm" if page.video.file_extension.lower() == "webm" else "video/mp4",
            "captions": page.captions.url if page.captions is not None else "",
        }
    context["transcript"] = transcript_of(page.transcript)
    context["lessons"] = chapters_of(lessons, current=page.pk)
    context["lessons_title"] = parent.title


def lessons_of(course: CoursePage, actor: Actor) -> list[LessonPage]:
    """The readable lessons of a course, in their order."""
    return list(LessonPage.objects.child_of(course).visible_to(actor).order_by("path").defer("body", "transcript"))


def chapters_of(lessons: list[LessonPage], current: int | None = None) -> list[dict[str, Any]]:
    """Lessons as the theme's list of chapters."""
    return [
        {
            "label": each.title,
            "url": each.address,
            "note": spoken(each.duration),
            "current": each.pk == current,
            "page_id": each.pk,
        }
        for each in lessons
    ]


def spoken(seconds: int) -> str:
    """A length as a person says it."""
    if not seconds:
        return ""
    minutes, rest = divmod(seconds, 60)
    return f"{minutes}分{rest:02d}秒" if minutes else f"{rest}秒"


def transcript_of(text: str) -> list[dict[str, Any]]:
    """Paragraphs of a transcript, each with the second at which it is spoken, where the writer gave one."""
    return [{"seconds": seconds, "text": words} for seconds, words in timed_texts(text)]


__all__ = ["article_context", "audience_badge", "entry_of", "lessons_of", "neighbours"]
