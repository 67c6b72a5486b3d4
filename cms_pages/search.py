"""What the index keeps of pages: sections, news, rules, plans, courses (with their lessons), disclosures."""

import datetime
import uuid
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any, ClassVar

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.utils import timezone
from wagtail.models import Page

from cms_pages.models import (
    Attachment,
    ContentPage,
    CoursePage,
    DisclosurePage,
    LessonPage,
    NewsPage,
    PlanPage,
    RulePage,
    SectionPage,
)
from cms_pages.places import article_anchor, articles_of, timed_texts
from cms_pages.querysets import READ_RESTRICTED
from cms_pages.services.doors import labels_of
from records.kit.search import RecordEntries, entries
from records.organisations.ancestry import attach_ancestor_ids
from records.organisations.models import Organisation
from search.index.entries import Entry, spotted
from search.index.normalise import short_title

PIECE = 200  # rows read at a time: bodies are large


class PageEntries(RecordEntries):
    """Entries of one page type: published pages only, with the labels of their doors."""

    kind: ClassVar[str]
    view_action: ClassVar[str] = READ_RESTRICTED  # who reads by a post finds by it, below the same organisations

    def pages(self) -> QuerySet[Any]:
        """Published pages of this type."""
        rows = self.model._default_manager.filter(live=True).select_related("organisation")
        # Of the organisation, which has many columns, only what an entry says of it.
        return rows.defer(*(f"organisation__{name}" for name in _unread_of_organisations()))

    def load(self, uids: Iterable[str]) -> Iterator[Entry]:
        """Entries of these pages as they are now; one that is withdrawn or gone yields nothing."""
        wanted = list(uids)
        for start in range(0, len(wanted), PIECE):
            yield from self._entries(list(self.pages().filter(translation_key__among=wanted[start : start + PIECE])))

    def iterate(self, after: str | None, size: int) -> Iterator[Entry]:
        """All entries by uid after `after`, in pieces, memory flat."""
        # Which pages come next is asked of the page table alone, where an index has those of a kind one after another.
        # Asked together with what they hold, a planner that takes a kind for rare reads and sorts all of it for each piece.
        rows = self._rows()
        last = uuid.UUID(after) if after else None
        piece_size = min(size, PIECE)
        while True:
            following = rows if last is None else rows.filter(translation_key__gt=last)
            piece = list(following.values_list("pk", "translation_key")[:piece_size])
            pages = self.pages().filter(pk__among=[number for number, _ in piece]).order_by("translation_key")
            yield from self._entries(list(pages))
            if len(piece) < piece_size:
                return
            last = piece[-1][1]

    def uids(self, after: str | None, size: int) -> list[str]:
        """The next uids, of the page table alone."""
        rows = self._rows()
        if after:
            rows = rows.filter(translation_key__gt=uuid.UUID(after))
        return [str(uid) for uid in rows.values_list("translation_key", flat=True)[:size]]

    def _rows(self) -> QuerySet[Any]:
        kind = ContentType.objects.get_for_model(self.model)
        return Page.objects.filter(content_type=kind, live=True).order_by("translation_key")

    def _entries(self, pages: list[Any]) -> Iterator[Entry]:
        labels = labels_of([page.pk for page in pages])
        attach_ancestor_ids(pages)
        attached = attachment_names(pages)
        now = timezone.now()
        more = self.more(pages)
        for page in pages:
            if page.expire_at is not None and page.expire_at <= now:
                continue
            yield Entry(
                uid=str(page.uid),
                kind=self.kind,
                title=page.title,
                url=page.address,
                organisation=page.organisation.short_name,
                ancestors=page.ancestor_ids,
                audience=labels.get(page.pk, ()),
                **self.facts(page, attached.get(page.pk, ""), more),
            )

    def more(self, pages: list[Any]) -> Any:
        """What the whole piece needs besides, read at once."""
        return None

    def facts(self, page: Any, attached: str, more: Any) -> dict[str, Any]:
        """The fields of this type's entries."""
        return {
            "heads": tuple(page.headings),
            "body": "\n".join(filter(None, [page.summary, page.body_text, attached])),
            "published": published_day(page),
        }


@entries
class SectionEntries(PageEntries):
    kind, label, model = "section", "组织主页", SectionPage

    def facts(self, page: Any, attached: str, more: Any) -> dict[str, Any]:
        """Found by the organisation's names, exactly."""
        organisation = page.organisation
        dissolved = organisation.is_dissolved(timezone.localdate())
        return {
            "names": tuple(dict.fromkeys([organisation.short_name, organisation.name])),
            "body": "\n".join(filter(None, [organisation.name, page.intro])),
            "facts": {"状态": "已撤销"} if dissolved else {},
            "state": "已撤销" if dissolved else "在册",
        }


@entries
class NewsEntries(PageEntries):
    kind, label, model = "news", "新闻", NewsPage


@entries
class RuleEntries(PageEntries):
    kind, label, model = "rule", "规章", RulePage

    def facts(self, page: Any, attached: str, more: Any) -> dict[str, Any]:
        """With number, issuer and whether it is in force."""
        facts = super().facts(page, attached, more)
        shown = {"文号": page.document_number, "制定机关": page.issuer, "效力": str(page.force.label)}
        facts["facts"] = {name: value for name, value in shown.items() if value}
        facts["numbers"], facts["state"] = (page.document_number,), str(page.force.label)
        facts["names"] = tuple(filter(None, [short_title(page.title), page.document_number]))
        head = "\n".join(filter(None, [page.document_number, page.issuer, page.summary]))
        parts = [(head, "", "")]
        for label, text in articles_of(page.body_text):
            parts.append((text, label, f"{page.address}#{article_anchor(label)}" if label else ""))
        parts.append((attached, "", ""))
        facts["body"], facts["spots"] = spotted(parts)
        facts["published"] = page.issued_on or facts["published"]
        return facts


@entries
class PlanEntries(PageEntries):
    kind, label, model = "plan", "计划", PlanPage

    def facts(self, page: Any, attached: str, more: Any) -> dict[str, Any]:
        """With kind and period; counted under the year it is about."""
        facts = super().facts(page, attached, more)
        facts["facts"] = {"类型": page.get_kind_display(), "周期": page.get_period_display()}
        facts["category"] = page.get_kind_display()
        facts["year"] = page.period_from.year
        return facts


@entries
class CourseEntries(PageEntries):
    kind, label, model = "course", "课程", CoursePage

    def more(self, pages: list[Any]) -> dict[str, list[LessonPage]]:
        """The lessons of these courses, by the course's path."""
        found: dict[str, list[LessonPage]] = {page.path: [] for page in pages}
        if found:
            paths = sorted(found)
            lessons = LessonPage.objects.filter(live=True, path__gte=paths[0], depth__in={p.depth + 1 for p in pages})
            for lesson in lessons.filter(path__lt=paths[-1] + "Z").order_by("path").iterator():
                if lesson.path[: -lesson.steplen] in found:
                    found[lesson.path[: -lesson.steplen]].append(lesson)
        return found

    def facts(self, page: Any, attached: str, more: Any) -> dict[str, Any]:
        """Lessons are headings of their course, their transcripts part of its text."""
        facts = super().facts(page, attached, more)
        lessons: list[LessonPage] = more[page.path]
        facts["heads"] = (*facts["heads"], *(lesson.title for lesson in lessons))
        parts = [(facts["body"], "", "")]
        for number, lesson in enumerate(lessons, start=1):
            words = "\n".join(filter(None, [lesson.title, lesson.summary, lesson.body_text]))
            parts.append((words, f"第{number}讲", lesson.address))
            for seconds, text in timed_texts(lesson.transcript):
                at = f" {seconds // 60}:{seconds % 60:02d}" if seconds is not None else ""
                place = f"#t-{seconds}" if seconds is not None else ""
                parts.append((text, f"第{number}讲{at}", lesson.address + place))
        facts["body"], facts["spots"] = spotted(parts)
        facts["facts"] = {"课时": f"{len(lessons)}讲", "学时": f"{page.hours}"}
        return facts


@entries
class DisclosureEntries(PageEntries):
    kind, label, model = "disclosure", "公开", DisclosurePage

    def facts(self, page: Any, attached: str, more: Any) -> dict[str, Any]:
        """With index number and class."""
        facts = super().facts(page, attached, more)
        shown = {
            "索引号": page.index_no,
            "类别": page.category_l2 or page.get_category_l1_display(),
            "文号": page.document_number,
        }
        facts["numbers"] = (page.index_no, page.document_number)
        facts["state"] = page.get_validity_display()
        facts["facts"] = {name: value for name, value in shown.items() if value}
        facts["category"] = page.get_category_l1_display()
        # What the fields say comes last: a snippet is cut from what the page says.
        facts["body"] = "\n".join(filter(None, [facts["body"], page.basis, facts["category"], *shown.values()]))
        return facts


# ── what is to be read again ────────────────────────────────────────────────
KINDS: dict[type[Page], str] = {
    SectionPage: "section",
    NewsPage: "news",
    RulePage: "rule",
    PlanPage: "plan",
    CoursePage: "course",
    DisclosurePage: "disclosure",
}


def touch_pages(pages: Iterable[Any]) -> None:
    """Have the entries of these pages read again after the commit; a lesson is part of its course's."""
    from search.index import outbox

    wanted: dict[str, list[str]] = {}
    for page in pages:
        if isinstance(page, LessonPage):
            page = page.get_parent().specific
        if kind := KINDS.get(type(page)):
            wanted.setdefault(kind, []).append(str(page.uid))
    for kind, uids in wanted.items():
        outbox.touch_many(kind, uids)


def touch_below(page: Page) -> None:
    """Have the entries of a page and of everything below it read again: two columns a page, no page is loaded."""
    _touch(page.get_descendants(inclusive=True))


def touch_of(organisation_id: int) -> None:
    """Have the entries of all pages of one organisation read again: they print its name."""
    _touch(Page.objects.filter(door__organisation_id=organisation_id))


def _touch(pages: QuerySet[Any]) -> None:
    from search.index import outbox

    kinds = {ContentType.objects.get_for_model(model).pk: kind for model, kind in KINDS.items()}
    wanted: dict[str, list[str]] = {}
    rows = pages.filter(content_type_id__in=kinds)
    for content_type_id, uid in rows.order_by().values_list("content_type_id", "translation_key").iterator():
        wanted.setdefault(kinds[content_type_id], []).append(str(uid))
    for kind, uids in wanted.items():
        outbox.touch_many(kind, uids)


def attachment_names(pages: Sequence[Any]) -> dict[int, str]:
    """Names of these pages' attachments, by which they may be found; one query, by the page's number."""
    names: dict[int, list[str]] = {}
    rows = Attachment.objects.filter(page_id__among=[page.pk for page in pages]).select_related("document")
    for each in rows.order_by("sort_order", "pk"):
        names.setdefault(each.page_id, []).append(str(each))
    return {page_id: " ".join(given) for page_id, given in names.items()}


@cache
def _unread_of_organisations() -> tuple[str, ...]:
    read = {"id", "path", "depth", "name", "short_name", "dissolved_on"}
    return tuple(each.name for each in Organisation._meta.concrete_fields if each.name not in read)


def published_day(page: ContentPage) -> datetime.date | None:
    """The day under which the index counts a page."""
    if page.published_on is not None:
        return page.published_on
    return timezone.localtime(page.first_published_at).date() if page.first_published_at else None
