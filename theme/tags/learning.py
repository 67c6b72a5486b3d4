"""Learning: covers, course cards, chapters, transcript, player."""

from typing import Any

from theme import text
from theme.tags import register


@register.inclusion_tag("theme/parts/cover.html")
def cover(title: str, tone: int | None = None) -> dict[str, Any]:
    """`{% cover course.title %}`: a thread-bound book; the cloth (1–4) follows from the title unless given."""
    return {"slip": text.cover_title(title), "tone": tone or text.cover_tone(title)}


@register.inclusion_tag("theme/parts/course_card.html")
def course_card(course: Any) -> dict[str, Any]:
    """`{% course_card course %}`: {"title", "url", "issuer", "note", "done", "total", "tone"}; inside <ul class="courses">."""
    return {"course": course}


@register.inclusion_tag("theme/parts/chapters.html")
def chapters(items: Any) -> dict[str, Any]:
    """`{% chapters items %}`: [{"label", "url", "note" or "seconds" or "badge", "current", "locked"}]; `seconds` makes it a jump."""
    return {"items": items}


@register.inclusion_tag("theme/parts/transcript.html")
def transcript(items: Any) -> dict[str, Any]:
    """`{% transcript items %}`: [{"seconds" or None, "text"}]; the spoken line is marked as the video plays."""
    return {"items": items}


@register.inclusion_tag("theme/parts/player.html")
def player(video: Any) -> dict[str, Any]:
    """`{% player video %}`: {"url", "type", "title", "kicker", "poster", "captions", "duration", "start", "watch_url"}.

    See static/theme/lesson.js for what it sends to `watch_url`.
    """
    return {"video": video}
