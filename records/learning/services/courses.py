"""Courses come from published pages; cms_pages calls these when a course is published or withdrawn."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils import timezone

from records.kit.actors import Actor
from records.kit.audience import Audience, labels_for
from records.kit.errors import Invalid
from records.kit.write import Write
from records.learning.events import CourseRegistered, CourseWithdrawn
from records.learning.models import CourseLabel, CourseVersion, LessonKind, LessonVersion
from records.organisations.models import Organisation


@dataclass(frozen=True)
class LessonDraft:
    """A lesson as its page stands; `length` in whole seconds, 0 for text."""

    page_id: int
    page_uid: uuid.UUID
    title: str
    kind: str = LessonKind.TEXT
    length: int = 0


def register_version(
    actor: Actor,
    *,
    page_id: int,
    page_uid: uuid.UUID,
    title: str,
    organisation: Organisation,
    lessons: Sequence[LessonDraft],
    hours: int,
    pass_mark: int = 60,
    audience: str = Audience.SOCIETY,
    labels: Iterable[str] | None = None,
) -> CourseVersion:
    """Register a course as it was just published 登记课程版本; returns the version in use.

    `hours` in hundredths (150 is 1.5 hours), `pass_mark` in percent. `labels` are those of which a reader must
    carry one, where the page stands under a narrower one than its own level; by default those of `audience`.
    Idempotent: published again unchanged, the version stays; its audience follows the page in any case. Progress and
    passed quizzes carry over to a new version. Raises Refused without the permission at `organisation`, Invalid for a
    course without lessons or a video without length.
    """
    if not lessons:
        raise Invalid({"lessons": "课程还没有课时，请至少加一个课时后再发布。"})
    for number, lesson in enumerate(lessons, 1):
        if lesson.kind == LessonKind.VIDEO and lesson.length <= 0:
            raise Invalid({"lessons": f"第{number}个课时“{lesson.title}”的视频没有时长，请重新上传视频或填写时长。"})
    with Write(actor, "learning.register") as write:
        write.at(organisation)
        # One publication at a time for an organisation's courses: numbers follow one another.
        Organisation.objects.select_for_update(of=("self",), no_key=True).get(pk=organisation.pk)
        latest = CourseVersion.objects.of_page(page_uid).order_by("-number").first()
        drafts = _as_rows(lessons)
        if latest is not None and _is_same(latest, page_id, title, organisation, hours, pass_mark, drafts):
            version: CourseVersion = latest
            if not version.is_current or version.audience != audience:
                write.watch(version)
                version.is_current, version.withdrawn_at, version.audience = True, None, audience
                write.save(version)
        else:
            if latest is not None and latest.is_current:
                write.watch(latest)
                latest.is_current = False
                write.save(latest)
            version = CourseVersion(
                organisation=organisation,
                page_id=page_id,
                page_uid=page_uid,
                number=latest.number + 1 if latest else 1,
                title=title,
                hours=hours,
                pass_mark=pass_mark,
                audience=audience,
                published_at=timezone.now(),
            )
            write.create(version)
            LessonVersion.objects.bulk_create(LessonVersion(version=version, **draft) for draft in drafts)
            write.emit(CourseRegistered(course=version.uid, page_uid=page_uid))
        _set_labels(version, labels_for(audience, organisation.pk) if labels is None else labels)
    return version


def withdraw_version(actor: Actor, *, page_uid: uuid.UUID) -> CourseVersion | None:
    """Take a course out of use 撤下课程 when its page is unpublished; None when it was not in use. Hours earned stay."""
    current = CourseVersion.objects.of_page(page_uid).current().first()
    if current is None:
        return None
    with Write(actor, "learning.register") as write:
        version: CourseVersion = write.lock(CourseVersion.objects.of_page(page_uid), pk=current.pk)
        version.is_current, version.withdrawn_at = False, timezone.now()
        write.save(version)
        write.emit(CourseWithdrawn(page_uid=page_uid))
    return version


def _as_rows(lessons: Sequence[LessonDraft]) -> list[dict[str, object]]:
    return [
        {
            "page_id": lesson.page_id,
            "page_uid": lesson.page_uid,
            "title": lesson.title,
            "position": position,
            "kind": str(lesson.kind),
            "length": lesson.length if lesson.kind == LessonKind.VIDEO else 0,
        }
        for position, lesson in enumerate(lessons, 1)
    ]


def _is_same(
    version: CourseVersion,
    page_id: int,
    title: str,
    organisation: Organisation,
    hours: int,
    pass_mark: int,
    drafts: list[dict[str, object]],
) -> bool:
    fields = ("page_id", "page_uid", "title", "position", "kind", "length")
    kept = list(version.lessons.order_by("position").values(*fields))
    return (version.page_id, version.title, version.organisation_id, version.hours, version.pass_mark, kept) == (
        page_id,
        title,
        organisation.pk,
        hours,
        pass_mark,
        drafts,
    )


def _set_labels(version: CourseVersion, labels: Iterable[str]) -> None:
    wanted = set(labels)
    held = set(version.labels.values_list("label", flat=True))
    version.labels.filter(label__in=held - wanted).delete()
    CourseLabel.objects.bulk_create(CourseLabel(version=version, label=label) for label in sorted(wanted - held))
