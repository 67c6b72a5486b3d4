"""What stands around the results of the one box: people, the tree of organisations, and what to do when nothing is found."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from typing import Any

from django.db.models import Q

from cms_pages.querysets import pages_visible_to
from media.models import FileUse
from records.access.models import User, Visitor
from records.access.searching import search_scope
from records.kit.paths import below
from records.organisations.models import Organisation
from search.doors import narrowing
from search.doors.asking import Asked
from search.doors.tuning import bets
from search.index import queries, sources
from search.index.entries import PERSON_KINDS, Reach
from search.index.requests import MOST_ORGANISATIONS, FacetCount, Hit, SearchAnswer, SearchRequest
from search.index.scope import SearchScope

ATTACHMENT = "attachment"
PEOPLE = 4  # shown in their block; the rest behind its link
MEANT = 3
CHILDREN = 40  # of the tree's last level, those with most results

Address = Callable[..., str]  # the present question with something changed
AGAIN = [{"label": "再查一次", "url": ""}]


# Words of a state by their tone; those that say nothing of an entry are left out, all others are plain.
GOOD = frozenset({"现行有效", "有效", "已公开", "已执行", "办结", "启用", "结果已公布"})
WARN = frozenset({"已废止", "已失效", "失效", "尚未施行", "已撤销", "已退回", "已过期"})
USUAL = frozenset({"在册", "正常"})


def badges(hit: Hit) -> list[dict[str, str]]:
    """A result's state and, where society does not see it, for whom it is."""
    found = []
    if hit.state and hit.state not in USUAL:
        tone = "good" if hit.state in GOOD else "warn" if hit.state in WARN else "plain"
        found.append({"word": hit.state, "tone": tone})
    if hit.reach is not Reach.SOCIETY:
        found.append({"word": narrowing.REACHES[hit.reach.value], "tone": "info"})
    return found


def paths_of(hits: Sequence[Hit]) -> list[str]:
    """Where each result hangs, from below the root down, in one query: 柳溪镇党委 › 石桥村党总支."""
    numbers = {int(number) for hit in hits for number in hit.ancestors if number.isdigit()}
    rows = Organisation.objects.filter(pk__in=numbers).order_by("depth").values_list("pk", "depth", "short_name")
    known = {str(number): (depth, name) for number, depth, name in rows}
    found = []
    for hit in hits:
        line = sorted(known[number] for number in hit.ancestors if number in known)
        names = [name for depth, name in line if depth > 1 or len(line) == 1]
        if names and names[-1] == hit.title:
            names.pop()
        found.append(" › ".join(names))
    return found


def carriers(hits: Sequence[Hit], actor: User | Visitor) -> dict[str, str]:
    """By an attachment's uid the title of a page that carries it and that this reader may read: many are called 明细表.

    Asks nothing where no attachment is among the results.
    """
    uids = [hit.uid for hit in hits if hit.kind == ATTACHMENT]
    if not uids:
        return {}
    rows = FileUse.objects.filter(document__uid__in=uids).order_by("pk").values_list("document__uid", "used_by_uid")
    uses = [(str(document), page) for document, page in rows]
    pages = pages_visible_to(actor).filter(translation_key__in={page for _, page in uses})
    titles = dict(pages.values_list("translation_key", "title"))
    found: dict[str, str] = {}
    for document, page in uses:
        if page in titles:
            found.setdefault(document, titles[page])
    return found


def partial(answer: SearchAnswer) -> str:
    """The line above results that are not all there are; "" where they are."""
    return "现在查不全：搜索服务有一部分正在恢复，下面列出的不是全部，请过一会儿再查。" if answer.partial else ""


def range_note(answer: SearchAnswer, first: int) -> str:
    """Which of how many a page shows; how many there are is left out where nobody knows."""
    if not answer.hits:
        return ""
    of = "" if answer.partial else f"，共{answer.total:,}条"
    last = f"–{first + len(answer.hits) - 1:,}" if len(answer.hits) > 1 else ""
    return f"第{first:,}{last}条{of}"


def opens_people(scope: SearchScope) -> bool:
    """Whether a scope opens any person at all: for most readers the block needs no query."""
    return any(grant.kinds is None or grant.kinds & PERSON_KINDS for grant in scope.grants)


def found_for(
    asked: Asked, actor: User | Visitor, organisations: tuple[str, ...]
) -> tuple[SearchAnswer, SearchAnswer | None]:
    """What was found, in the order that staff gave it, and beside it the people that the question means, for a block of their own.

    None for the people where there are none, where a kind is chosen, or where this reader may see none at all.
    """
    request = asked.request(actor, organisations=organisations)
    answer, people = _answered(request)

    # Other parts of the same list, where those that staff put first need them.
    def besides(other: SearchRequest, keys: Collection[str], start: int, size: int) -> SearchAnswer:
        kinds = frozenset(sources.kinds()) - PERSON_KINDS if _people_apart(other) else other.kinds
        return queries.besides(replace(other, kinds=kinds), keys, start, size)

    return bets.applied(request, answer, ask=lambda other: _answered(other)[0], besides=besides), people


def _people_apart(request: SearchRequest) -> bool:
    return not request.kinds and bool(request.text) and opens_people(request.scope)


def _answered(request: SearchRequest) -> tuple[SearchAnswer, SearchAnswer | None]:
    if not _people_apart(request):
        return queries.search(request), None
    people, answer = queries.search_beside_people(request, PEOPLE)
    return answer, people if people.exact else None


def people_block(answer: SearchAnswer, address: Address) -> dict[str, Any]:
    """The block: the first few, and all of them behind a link."""
    kind = answer.hits[0].kind
    shown = answer.hits[: answer.exact]
    return {
        "count": "" if answer.partial else f"{answer.exact:,}",
        "entries": [
            {
                "title": hit.title,
                "url": hit.url,
                "meta": path or hit.place or hit.organisation,
                "badge": {"word": hit.state, "tone": "plain"} if hit.state not in USUAL | {""} else None,
            }
            for hit, path in zip(shown, paths_of(shown), strict=True)
        ],
        "url": f"?{address(drop=('page',), kind=kind)}" if answer.exact > PEOPLE else "",
    }


def organisations_asked(here: Organisation | None) -> tuple[list[Organisation], tuple[str, ...]]:
    """The organisations whose results the tree counts: from the root down to the one chosen, and those right below it."""
    tree = Organisation.objects.only("uid", "path", "depth", "short_name")
    if here is None:  # the root is not known yet: asked for together with what lies below it
        nodes = list(tree.filter(depth__lte=2).in_list_order())
        root = min((row for row in nodes if row.depth == 1), key=lambda row: row.path, default=None)
        rows = [root] if root is not None else []
        rows += [row for row in nodes if root is not None and row.depth == 2 and row.path.startswith(root.path)]
    else:
        line = Q(path__in=here.ancestor_paths)
        nodes = list(tree.filter(line | Q(depth=here.depth + 1) & below("path", here.path)).in_list_order())
        rows = sorted((row for row in nodes if row.depth <= here.depth), key=lambda row: row.path)
        rows += [row for row in nodes if row.depth > here.depth]
    rows = rows[:MOST_ORGANISATIONS]
    return rows, tuple(str(row.pk) for row in rows)


def organisation_tree(
    rows: list[Organisation], counts: tuple[FacetCount, ...], here: Organisation | None, address: Address
) -> dict[str, Any] | None:
    """The tree with its counts: nested down to the one chosen, below it those with results; None where nothing is to choose."""
    counted = {each.value: each.count for each in counts}
    if not rows or not counted:
        return None

    def node(row: Organisation) -> dict[str, Any]:
        chosen = here is not None and row.pk == here.pk
        url = address(drop=("page",), organisation=row.uid) if row.depth > 1 else address(drop=("page", "organisation"))
        return {
            "label": row.short_name,
            "url": f"?{url}",
            "count": f"{counted.get(str(row.pk), 0):,}",
            "current": chosen or (here is None and row.depth == 1),
        }

    depth = here.depth if here is not None else 1
    line = [row for row in rows if row.depth <= depth]
    lower = [row for row in rows if row.depth > depth and counted.get(str(row.pk))]
    most = sorted(lower, key=lambda row: -counted[str(row.pk)])[:CHILDREN]
    children = [node(row) for row in lower if row in most]
    if here is None and not children:
        return None
    for row in reversed(line):
        children = [{**node(row), "children": children}]
    more = len(lower) - len(most)
    return {"legend": "组织（含下级）", "nodes": children, "more": f"另有{more}个组织条数较少，未列出" if more else ""}


def nothing_found(asked: Asked, answer: SearchAnswer, actor: User | Visitor, address: Address) -> dict[str, Any]:
    """What was tried, what to try, whom to ask."""
    tried = ["标题、正文、附件、名称里含全部字词的"]
    if answer.wordings:
        tried.append("换成近义说法" + "、".join(f"“{each}”" for each in answer.wordings))
    tried += ["只差一个字、字序不同的", "拼音和首字母"]
    actions = []
    if asked.filtered:
        url = address(drop=(*narrowing.NARROWING, "page"))
        actions.append({"label": "去掉筛选条件再找", "url": f"?{url}", "primary": True})
    actions.append({"label": "逐级找组织", "url": "/organisations/"})
    office = asked.organisation
    ask = ""
    if office is not None and office.telephone:
        ask = f"{office.short_name}：{office.telephone}"
    cure = "去掉一些筛选条件，或少写几个字、换个说法。" if asked.filtered else "少写几个字，或换个说法。"
    return {
        "nothing_note": cure,
        "tried": tried,
        "meant": [
            {"label": each.text, "url": each.url}
            for each in queries.sounding_like(asked.text, search_scope(actor), MEANT)
        ],
        "suggestions": actions,
        "ask": ask,
    }
