"""What the search's doors over the API have in common: who may, page and size, and that nothing is passed over in silence.

A filter that is left out widens what is found, so a program is told of everything that can't be read, by field.
"""

from collections.abc import Collection, Mapping

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework import exceptions
from rest_framework.request import Request

from records.access.actors import actor_of
from records.access.models import User
from records.kit.api import Unavailable
from records.kit.errors import Refused
from search.doors.parameters import SHOWN, Problems, number_in
from search.index.requests import MOST_HITS, MOST_ON_A_PAGE

KIND = OpenApiParameter("kind", str, many=True, description="种类代码，可多个")
# A search that can't be answered now, as the interface's description has it.
AWAY = {503: OpenApiResponse(OpenApiTypes.ANY, description="搜索暂时不可用")}


class Away(Unavailable):
    """The engine is away; the portal goes on."""

    default_detail = "搜索暂时不可用，请稍后再试；其他接口照常可用。"


def staff(request: Request, action: str, refusal: str = "") -> User:
    """Who asks. Raises NotAuthenticated for a visitor, Refused for who may not do this anywhere."""
    actor = actor_of(request)
    if not isinstance(actor, User):
        raise exceptions.NotAuthenticated
    if not actor.scope.paths(action):
        raise Refused(refusal) if refusal else Refused()
    return actor


def paging(size: int) -> list[OpenApiParameter]:
    """Page and size, as the interface's description has them; so many on a page unless it is said."""
    return [
        OpenApiParameter("page", int, description=f"第几页，从1起，至第{MOST_HITS:,}条为止"),
        OpenApiParameter("size", int, description=f"每页条数，1至{MOST_ON_A_PAGE}，默认{size}"),
    ]


def paged(request: Request, size: int, problems: Problems) -> int:
    """How many on a page, so many unless it is said; page and size that can't be are added to the problems."""
    given = request.query_params
    page = number_in(given.get("page", ""), "page", 1, MOST_HITS, problems) or 1
    size = number_in(given.get("size", ""), "size", 1, MOST_ON_A_PAGE, problems) or size
    if page * size > MOST_HITS and "page" not in problems:
        problems["page"] = f"第{page:,}页超出可翻阅的前{MOST_HITS:,}条，请加条件缩小范围。"
    return size


def strangers(names: Collection[str], known: Collection[str], problems: Problems) -> None:
    """Add to the problems the names that nobody knows: what was meant by them would be left out."""
    for name in names:
        if name not in known:
            problems[name[:SHOWN]] = f"没有“{name[:SHOWN]}”这个参数，可用的是：{'、'.join(known)}。"


def refuse(problems: Mapping[str, str]) -> None:
    """Raise ValidationError by field, where there is anything to say."""
    if problems:
        raise exceptions.ValidationError({name: [problem] for name, problem in problems.items()})
