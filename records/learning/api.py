"""Learning over the API: courses, one's own progress, the player's reports, attempts, hours; thin."""

import uuid
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import NotAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from records.kit.api import RecordSerializer, RecordViewSet, route
from records.kit.web import actor_of
from records.learning import reading, services
from records.learning.models import Attempt, CourseVersion, Enrolment, HourEntry, LessonVersion
from records.learning.rules import hours_text
from records.learning.services.quizzes import frozen_questions


# ── what goes out ───────────────────────────────────────────────────────────
class LessonSerializer(serializers.ModelSerializer):  # type: ignore[type-arg]
    """A lesson; `length` in seconds of video, 0 for text."""

    uid = serializers.UUIDField(source="page_uid")

    class Meta:
        model = LessonVersion
        fields = ("uid", "title", "position", "kind", "length")


class CourseSerializer(RecordSerializer):
    """A course in use; `hours` as text with up to two places. Never a question, never an answer."""

    uid = serializers.UUIDField(source="page_uid")
    hours = serializers.SerializerMethodField()
    lessons = LessonSerializer(many=True)

    class Meta:
        model = CourseVersion
        fields = ("uid", "title", "organisation", "hours", "pass_mark", "audience", "published_at", "lessons")

    def get_hours(self, row: CourseVersion) -> str:
        """Hours as people write them."""
        return hours_text(row.hours)


class QuizStateSerializer(serializers.Serializer):  # type: ignore[type-arg]
    """How a person stands to a quiz."""

    questions = serializers.IntegerField()
    pass_mark = serializers.IntegerField()
    attempts_per_day = serializers.IntegerField()
    left_today = serializers.IntegerField(allow_null=True)
    best = serializers.IntegerField(allow_null=True)
    passed = serializers.BooleanField()
    open_attempt = serializers.UUIDField(allow_null=True)


class LessonStateSerializer(serializers.Serializer):  # type: ignore[type-arg]
    """How a person stands to a lesson; `watched` in seconds of the video."""

    uid = serializers.UUIDField(source="page_uid")
    title = serializers.CharField()
    kind = serializers.CharField()
    length = serializers.IntegerField()
    done = serializers.BooleanField()
    percent = serializers.IntegerField()
    resume_at = serializers.IntegerField()
    watched = serializers.ListField(child=serializers.ListField(child=serializers.FloatField()))
    quiz = QuizStateSerializer(allow_null=True)


class CourseStateSerializer(serializers.Serializer):  # type: ignore[type-arg]
    """How a person stands to a course."""

    uid = serializers.UUIDField(source="page_uid")
    title = serializers.CharField()
    hours = serializers.CharField(source="hours_text")
    enrolment = serializers.UUIDField(allow_null=True)
    state = serializers.CharField()
    done = serializers.IntegerField()
    total = serializers.IntegerField()
    missing = serializers.CharField(source="what_is_missing")
    lessons = LessonStateSerializer(many=True)
    quiz = QuizStateSerializer(allow_null=True)


class BeatSerializer(serializers.Serializer):  # type: ignore[type-arg]
    """What is held after a report."""

    watched = serializers.ListField(child=serializers.ListField(child=serializers.FloatField()))
    percent = serializers.IntegerField()
    seconds = serializers.IntegerField()
    done = serializers.BooleanField()
    course_done = serializers.BooleanField()
    refused = serializers.IntegerField()


class AttemptSerializer(serializers.ModelSerializer):  # type: ignore[type-arg]
    """An attempt of one's own; what is right comes only with a passed one."""

    questions = serializers.SerializerMethodField()

    class Meta:
        model = Attempt
        fields = ("uid", "number", "state", "pass_mark", "started_at", "submitted_at", "score", "passed", "questions")

    def get_questions(self, row: Attempt) -> list[dict[str, Any]]:
        """Questions in this attempt's order, with what was answered."""
        found = []
        for question in frozen_questions(row):
            shown: dict[str, Any] = {
                "uid": question.uid,
                "kind": question.kind,
                "text": question.text,
                "choices": list(question.choices),
                "given": row.answers.get(question.uid, []),
            }
            if row.passed:
                shown |= {"answer": list(question.answer), "explanation": question.explanation}
            found.append(shown)
        return found


class HourEntrySerializer(RecordSerializer):
    """Hours of one's own, or of those one may see."""

    hours = serializers.SerializerMethodField()
    reverses: Any = serializers.SlugRelatedField(slug_field="uid", read_only=True)

    class Meta:
        model = HourEntry
        fields = ("uid", "organisation", "year", "on", "form", "title", "hours", "reverses", "reason")

    def get_hours(self, row: HourEntry) -> str:
        """Hours as people write them; negative for a reversal."""
        return hours_text(row.hours)


class OwnHoursSerializer(serializers.Serializer):  # type: ignore[type-arg]
    """A person's year, for that person alone."""

    year = serializers.IntegerField()
    required_hours = serializers.CharField()
    done_hours = serializers.CharField()
    missing_hours = serializers.CharField()


# ── what comes in ───────────────────────────────────────────────────────────
class LessonInput(serializers.Serializer):  # type: ignore[type-arg]
    """Which lesson."""

    lesson = serializers.UUIDField()


class QuizInput(serializers.Serializer):  # type: ignore[type-arg]
    """Which quiz: a lesson's, or without one the course's."""

    lesson = serializers.UUIDField(required=False, allow_null=True)


class BeatInput(LessonInput):
    """Intervals [from, to] in seconds of the video."""

    intervals = serializers.ListField(child=serializers.ListField(child=serializers.FloatField()), allow_empty=True)
    position = serializers.FloatField(required=False, default=0.0)


class AnswersInput(serializers.Serializer):  # type: ignore[type-arg]
    """Question's uid → positions of the choices taken."""

    answers = serializers.DictField(child=serializers.ListField(child=serializers.IntegerField()))


def _read(kind: type[serializers.Serializer[Any]], request: Request) -> dict[str, Any]:
    form = kind(data=request.data)
    form.is_valid(raise_exception=True)
    return dict(form.validated_data)


# ── the doors ───────────────────────────────────────────────────────────────
class CourseViewSet(RecordViewSet):
    """Courses in use, within their audience."""

    records = CourseVersion.objects.select_related("organisation").prefetch_related("lessons")
    serializer_class = CourseSerializer
    lookup_field = "page_uid"
    lookup_url_kwarg = "uid"

    def get_queryset(self) -> QuerySet[Any]:
        """By audience; superseded versions are history."""
        return CourseVersion.objects.open_to(self.actor()).select_related("organisation").prefetch_related("lessons")

    @extend_schema(responses=CourseStateSerializer)
    @action(detail=True)
    def progress(self, request: Request, uid: str) -> Response:
        """How I stand to this course."""
        return self._state(uuid.UUID(uid))

    @extend_schema(request=None, responses=CourseStateSerializer)
    @action(detail=True, methods=["post"])
    def enrol(self, request: Request, uid: str) -> Response:
        """Enrol in this course; again changes nothing."""
        if not request.user.is_authenticated:
            raise NotAuthenticated
        services.enrol(self.actor(), uuid.UUID(uid))
        return self._state(uuid.UUID(uid))

    def _state(self, uid: uuid.UUID) -> Response:
        state = reading.course_state(self.actor(), uid)
        if state is None:
            raise Http404
        return Response(CourseStateSerializer(state).data)


class EnrolmentViewSet(viewsets.GenericViewSet):  # type: ignore[type-arg]
    """Acts on one's own enrolments."""

    queryset = Enrolment.objects.none()
    serializer_class = CourseStateSerializer
    lookup_field = "uid"
    lookup_value_regex = "[0-9a-f-]{36}"
    pagination_class = None

    @extend_schema(responses=CourseStateSerializer(many=True))
    def list(self, request: Request) -> Response:
        """The courses I am in the middle of."""
        return Response(CourseStateSerializer(reading.own_courses(actor_of(request)), many=True).data)

    @extend_schema(request=LessonInput, responses=CourseStateSerializer)
    @action(detail=True, methods=["post"])
    def read(self, request: Request, uid: str) -> Response:
        """Say that a text lesson was read."""
        actor = actor_of(request)
        enrolment = services.mark_read(actor, uuid.UUID(uid), _read(LessonInput, request)["lesson"])
        return Response(CourseStateSerializer(reading.course_state(actor, enrolment.course_uid)).data)

    @extend_schema(request=BeatInput, responses=BeatSerializer)
    @action(detail=True, methods=["post"])
    def beat(self, request: Request, uid: str) -> Response:
        """Report what was watched; may be repeated."""
        told = _read(BeatInput, request)
        result = services.beat(
            actor_of(request), uuid.UUID(uid), told["lesson"], told["intervals"], position=told["position"]
        )
        return Response(BeatSerializer(result).data)

    @extend_schema(request=QuizInput, responses=AttemptSerializer)
    @action(detail=True, methods=["post"])
    def attempts(self, request: Request, uid: str) -> Response:
        """Begin an attempt, or go on with the open one."""
        lesson = _read(QuizInput, request).get("lesson")
        attempt = services.start_attempt(actor_of(request), uuid.UUID(uid), lesson)
        return Response(AttemptSerializer(attempt).data)


class AttemptViewSet(RecordViewSet):
    """Attempts of one's own."""

    records = Attempt.objects.all()
    serializer_class = AttemptSerializer

    @extend_schema(request=AnswersInput, responses=AttemptSerializer)
    @action(detail=True, methods=["post"])
    def save(self, request: Request, uid: str) -> Response:
        """Keep what is answered so far."""
        attempt = services.save_answers(self.actor(), uuid.UUID(uid), _read(AnswersInput, request)["answers"])
        return Response(self.get_serializer(attempt).data)

    @extend_schema(request=AnswersInput, responses=AttemptSerializer)
    @action(detail=True, methods=["post"])
    def submit(self, request: Request, uid: str) -> Response:
        """Hand in."""
        attempt = services.submit_attempt(self.actor(), uuid.UUID(uid), _read(AnswersInput, request)["answers"])
        return Response(self.get_serializer(attempt).data)


class HourViewSet(RecordViewSet):
    """Hours: one's own, those of one's branch for its secretary, those one's organisation recorded."""

    records = HourEntry.objects.select_related("organisation", "reverses")
    serializer_class = HourEntrySerializer

    @extend_schema(parameters=[OpenApiParameter("year", int)], responses=OwnHoursSerializer)
    @action(detail=False)
    def summary(self, request: Request) -> Response:
        """My year: required, done, missing."""
        if not request.user.is_authenticated:
            raise NotAuthenticated
        today = timezone.localdate()
        typed = request.query_params.get("year", "")
        year = int(typed) if typed.isascii() and typed.isdigit() and 2000 <= int(typed) <= today.year else today.year
        hours = reading.own_hours(self.actor(), year, today)
        told = {
            "year": hours.year,
            "required_hours": hours_text(hours.required),
            "done_hours": hours_text(hours.done),
            "missing_hours": hours_text(hours.missing),
        }
        return Response(OwnHoursSerializer(told).data)


route("courses", CourseViewSet, "course")
route("enrolments", EnrolmentViewSet, "enrolment")
route("attempts", AttemptViewSet, "attempt")
route("hours", HourViewSet, "hour")
