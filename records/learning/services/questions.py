"""The questions of a course: kept by those who publish it."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from records.kit.actors import Actor
from records.kit.errors import Invalid, NotVisible
from records.kit.write import Write
from records.learning import rules
from records.learning.models import CourseVersion, Question, QuestionKind, Quiz

MOST_QUESTIONS = 200


@dataclass(frozen=True)
class QuestionDraft:
    """A question as typed; `answer` holds positions in `choices` from 0. `lineage` names the question it replaces."""

    kind: str
    text: str
    choices: tuple[str, ...]
    answer: tuple[int, ...]
    explanation: str = ""
    lineage: uuid.UUID | None = None

    @property
    def content(self) -> tuple[str, str, tuple[str, ...], tuple[int, ...], str]:
        """What makes it another question when it changes."""
        return (str(self.kind), self.text, self.choices, self.answer, self.explanation)


def set_questions(
    actor: Actor,
    *,
    page_uid: uuid.UUID,
    questions: Sequence[QuestionDraft],
    lesson_uid: uuid.UUID | None = None,
    attempts_per_day: int = 3,
    draw: int = 0,
    shuffle: bool = True,
    expected_version: int | None = None,
) -> Quiz:
    """Set all questions of a course's quiz, or of one lesson's text 编写试题; those left out are retired.

    Attempts under way keep the questions they began with. A changed question is a new version; an unchanged one stays as
    it is. Raises NotVisible, Refused, Conflict when somebody was quicker, Invalid with all errors at once, by question.
    """
    drafts = [_tidy(each) for each in questions]
    _check(drafts, draw)
    with Write(actor, "learning.keep_questions") as write:
        course = (
            CourseVersion.objects.visible_to(actor, "learning.keep_questions")
            .of_page(page_uid)
            .select_related("organisation")
            .order_by("-number")
            .first()
        )
        if course is None:
            raise NotVisible()
        if lesson_uid is not None and not course.lessons.filter(page_uid=lesson_uid).exists():
            raise NotVisible("这门课程里没有这一课时。")
        write.at(course.organisation)
        type(course.organisation)._default_manager.select_for_update(of=("self",), no_key=True).get(
            pk=course.organisation_id
        )
        quiz = Quiz.objects.select_for_update().filter(course_uid=page_uid, lesson_uid=lesson_uid).first()
        settings = {"attempts_per_day": attempts_per_day, "draw": draw, "shuffle": shuffle}
        if quiz is None:
            quiz = Quiz(organisation=course.organisation, course_uid=page_uid, lesson_uid=lesson_uid, **settings)
            write.create(quiz)
        else:
            write.watch(quiz)
            for name, value in settings.items():
                setattr(quiz, name, value)
            write.save(quiz, expected_version=expected_version)
        _replace(write, quiz, drafts)
    return quiz


def _tidy(draft: QuestionDraft) -> QuestionDraft:
    is_true_false = draft.kind == QuestionKind.TRUE_FALSE
    return QuestionDraft(
        kind=str(draft.kind),
        text=draft.text.strip(),
        choices=rules.TRUE_FALSE if is_true_false else tuple(choice.strip() for choice in draft.choices),
        answer=tuple(sorted(draft.answer)),
        explanation=draft.explanation.strip(),
        lineage=draft.lineage,
    )


def _check(drafts: list[QuestionDraft], draw: int) -> None:
    errors = [
        f"第{number}题：{error}"
        for number, draft in enumerate(drafts, 1)
        for error in rules.question_errors(kind=draft.kind, text=draft.text, choices=draft.choices, answer=draft.answer)
    ]
    if len(drafts) > MOST_QUESTIONS:
        errors.append(f"一份测验不超过{MOST_QUESTIONS}题。")
    if draw > len(drafts):
        errors.append(f"每次抽取{draw}题，但只有{len(drafts)}题，请减少抽取题数。")
    if errors:
        raise Invalid(errors)


def _replace(write: Write, quiz: Quiz, drafts: list[QuestionDraft]) -> None:
    now = timezone.now()
    in_use = {
        question.lineage: question for question in quiz.questions.select_for_update().filter(retired_at__isnull=True)
    }
    for position, draft in enumerate(drafts, 1):
        before = in_use.pop(draft.lineage, None) if draft.lineage else None
        if before is not None and _content(before) == draft.content:
            if before.position != position:
                write.watch(before)
                before.position = position
                before.save(update_fields=["position"])
                write.touched(before)
            continue
        if before is not None:
            _retire(write, before, now)
        write.create(
            Question(
                quiz=quiz,
                lineage=before.lineage if before else uuid.uuid4(),
                number=before.number + 1 if before else 1,
                position=position,
                kind=draft.kind,
                text=draft.text,
                choices=list(draft.choices),
                answer=list(draft.answer),
                explanation=draft.explanation,
            ),
            check=False,
        )
    for left_out in in_use.values():
        _retire(write, left_out, now)


def _content(question: Question) -> tuple[str, str, tuple[str, ...], tuple[int, ...], str]:
    return (
        question.kind,
        question.text,
        tuple(question.choices),
        tuple(question.answer),
        question.explanation,
    )


def _retire(write: Write, question: Question, now: object) -> None:
    write.watch(question)
    question.retired_at = now  # type: ignore[assignment]
    question.save(update_fields=["retired_at"])
    write.touched(question)
