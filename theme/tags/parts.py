"""Parts given by values: alerts, steps, facts, entries, people, files, pager, opinions, results."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.template.context import Context
from django.urls import NoReverseMatch, reverse

from theme.tags import register


@register.inclusion_tag("theme/parts/alert.html")
def alert(title: str, note: str = "", tone: str = "info", links: Any = None, level: int = 2) -> dict[str, Any]:
    """`{% alert "已公开" "索引号…" "good" %}`; links: [{"label", "url"}]. `level` is that of its heading."""
    return {"title": title, "note": note, "tone": tone, "links": links, "level": level}


@register.inclusion_tag("theme/parts/steps.html")
def steps(items: Any, label: str = "办理进度") -> dict[str, Any]:
    """`{% steps steps %}`: [{"label", "state": done|current|next|back|skipped, "who", "when", "note"}]."""
    return {"items": items, "label": label}


@register.inclusion_tag("theme/parts/facts.html")
def facts(items: Any, columns: int = 1) -> dict[str, Any]:
    """`{% facts facts 2 %}`: [(term, value)] or [{"term", "value", "url", "badge", "numeric", "mono"}]; empty values are left out."""
    return {
        "items": [_fact(item) for item in items or [] if _fact(item)["value"] not in (None, "")],
        "columns": columns,
    }


def _fact(item: Any) -> dict[str, Any]:
    if isinstance(item, Mapping):
        return {"value": item.get("badge") or item.get("value"), **item} if not item.get("value") else dict(item)
    term, value = item
    return {"term": term, "value": value}


@register.inclusion_tag("theme/parts/entries.html")
def entries(items: Any, manner: str = "", level: int = 3) -> dict[str, Any]:
    """`{% entries news "wide" %}`: [{"title", "url", "meta", "date", "badge", "text", "tag", "action"}].

    Manners: wide (three columns on a wide screen), act (a button at the right), timeline (no links, with times and quotes).
    `action` is {"label", "url", "primary"}; `badge` as in the tag; `date` a date or a text.
    """
    return {"items": items, "manner": manner, "level": level}


@register.inclusion_tag("theme/parts/history.html")
def history(items: Any, title: str = "办理记录", folded: bool = True) -> dict[str, Any]:
    """`{% history events %}`: [{"what", "who", "when", "quote"}], newest first, folded under its title."""
    return {"items": items, "title": title, "folded": folded}


@register.inclusion_tag("theme/parts/people.html")
def people(items: Any) -> dict[str, Any]:
    """`{% people posts %}`: [{"name", "post", "note"}]."""
    return {"items": items}


@register.inclusion_tag("theme/parts/files.html")
def files(items: Any) -> dict[str, Any]:
    """`{% files attachments %}`: [{"title", "url", "type": "PDF", "size": bytes, "note"}]."""
    return {"items": items}


@register.inclusion_tag("theme/parts/crumbs.html")
def crumbs(items: Any, label: str = "当前位置") -> dict[str, Any]:
    """`{% crumbs crumbs %}`: [{"label", "url"}]; 首页 is put first if it is not there, the last one is where the reader stands."""
    given = [item for item in items or [] if item["label"] != "首页"]
    return {"items": given, "label": label}


@register.inclusion_tag("theme/parts/pager.html")
def pager(newer: str = "", older: str = "", note: str = "", words: str = "较新的,较早的") -> dict[str, Any]:
    """`{% pager newer_url older_url "第1–10件，共9,378件" %}`: by key, newer and older; `words` for another order."""
    before, _, after = words.partition(",")
    return {"newer": newer, "older": older, "note": note, "before": before, "after": after}


@register.inclusion_tag("theme/parts/empty.html")
def empty(title: str, note: str = "", actions: Any = None, level: int = 2) -> dict[str, Any]:
    """`{% empty "没有符合条件的内容" "试试放宽年份。" actions %}`: says what to do; actions: [{"label", "url", "primary"}]."""
    return {"title": title, "note": note, "actions": actions, "level": level}


@register.inclusion_tag("theme/parts/actions.html")
def buttons(items: Any) -> dict[str, Any]:
    """`{% buttons actions %}`: [{"label", "url" or "name"+"value", "primary", "danger", "quiet", "refused": reason, "icon"}].

    With `url` a link, otherwise a submit button. `refused` shows it disabled with the reason beside it.
    """
    return {"items": items}


@register.inclusion_tag("theme/parts/proof.html")
def proof(record: Any) -> dict[str, Any]:
    """`{% proof proof %}`: {"state": {"word", "tone"}, "note", "algorithm", "digest", "facts", "links": [{"label", "url"}]}."""
    return {"proof": record}


@register.inclusion_tag("theme/parts/opinion.html")
def opinion(item: Any) -> dict[str, Any]:
    """`{% opinion item %}`: {"who", "date", "text", "badge", "reply": {"who", "note", "text"}}."""
    return {"item": item}


@register.inclusion_tag("theme/parts/result.html")
def result(item: Any, level: int = 2) -> dict[str, Any]:
    """`{% result hit %}`: {"kind", "title", "url", "place", "date", "badge", "snippet", "facts": [(term, value)], "note"}."""
    return {"item": item, "level": level}


@register.inclusion_tag("theme/parts/search_box.html")
def search_box(
    name: str = "q",
    value: str = "",
    label: str = "搜索全站",
    action: str = "/search/",
    identity: str = "q",
    suggest: str = "",
) -> dict[str, Any]:
    """`{% search_box %}`: one box; with `suggest` (an address) completion opens below it."""
    return {"name": name, "value": value, "label": label, "action": action, "identity": identity, "suggest": suggest}


@register.inclusion_tag("theme/parts/switches.html", takes_context=True)
def switches(context: Context) -> dict[str, Any]:
    """`{% switches %}`: 大字 and 深色 as links that set a cookie (theme.views.display); a script makes them toggle in place."""
    state = context.get("portal") or {}
    request = context.get("request")
    try:
        address = reverse("theme:display")
    except NoReverseMatch:
        address = ""
    here = request.get_full_path() if request else "/"
    return {
        "address": address,
        "query": urlencode({"next": here}),
        "large": state.get("type") == "large",
        "dark": state.get("theme") == "dark",
    }


@register.inclusion_tag("theme/parts/tree.html")
def tree(nodes: Any, current: str = "") -> dict[str, Any]:
    """`{% tree nodes %}`: [{"label", "url", "count", "children": […], "open", "more_url", "more_label"}]; works without scripts."""
    return {"nodes": nodes, "current": current}


@register.inclusion_tag("theme/parts/lineage.html")
def lineage(above: Any, here: Any, below: Any = None, more: Any = None) -> dict[str, Any]:
    """`{% lineage above here below more %}`: above and below [{"label", "note", "url"}], here {"label", "note"}, more {"label", "url"}.

    Of a long line above, the first two and the last two are shown.
    """
    shown = list(above or [])
    if len(shown) > 4:
        shown = shown[:2] + shown[-2:]
    return {"above": shown, "here": here, "below": below, "more": more}


@register.inclusion_tag("theme/parts/tree_columns.html")
def tree_columns(nodes: Any, current: str = "") -> dict[str, Any]:
    """`{% tree_columns nodes %}`: a tree in two columns on a wide screen, halved by the lines each node shows."""
    shown = list(nodes or [])
    weights = [_lines_of(node) for node in shown]
    half, count, cut = sum(weights) / 2, 0, 0
    while cut < len(shown) and (cut == 0 or count + weights[cut] / 2 <= half):
        count += weights[cut]
        cut += 1
    return {"left": shown[:cut], "right": shown[cut:], "current": current}


def _lines_of(node: Any) -> int:
    children = node.get("children") if isinstance(node, Mapping) else getattr(node, "children", None)
    opened = node.get("open") if isinstance(node, Mapping) else getattr(node, "open", False)
    return 1 + (sum(_lines_of(child) for child in children) + 1 if children and opened else 0)
