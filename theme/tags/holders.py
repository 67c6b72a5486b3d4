"""Parts that hold other parts: band, fold, filters, action bar, box, dialog."""

import zlib
from typing import Any

from django.template.loader import render_to_string

from theme.tags import register


def _anchor(title: str) -> str:
    """An id for a title: the same in every process, so that a page's ETag holds."""
    return f"b-{zlib.crc32(title.encode()):08x}"


def _part(name: str, content: str, **values: Any) -> str:
    return render_to_string(f"theme/parts/{name}.html", {"content": content, **values})


@register.simple_block_tag
def band(
    content: str, title: str = "", note: str = "", wash: bool = False, identity: str = "", link: Any = None
) -> str:
    """`{% band "找组织" note="…" wash=True identity="find" link=link %}…{% endband %}`: one chapter, its title in the margin."""
    return _part("band", content, title=title, note=note, wash=wash, identity=identity or _anchor(title), link=link)


@register.simple_block_tag
def fold(content: str, title: str, opened: bool = False, manner: str = "") -> str:
    """`{% fold "怎样自己核验" %}…{% endfold %}`: details that open without scripts."""
    return _part("fold", content, title=title, opened=opened, manner=manner)


@register.simple_block_tag
def filters(
    content: str,
    action: str = "",
    clear_url: str = "",
    chosen: int = 0,
    submit: str = "应用",
    label: str = "筛选条件",
    opened: bool = False,
) -> str:
    """`{% filters action clear_url chosen %}…fields…{% endfilters %}`: the panel beside a list; closed on a phone unless `opened`."""
    given = {"clear_url": clear_url, "chosen": chosen, "submit": submit, "label": label, "opened": opened}
    return _part("filters", content, action=action, **given)


@register.simple_block_tag
def action_bar(content: str) -> str:
    """`{% action_bar %}…{% endaction_bar %}`: stays at the lower edge while a long form is worked on."""
    return _part("action_bar", content)


@register.simple_block_tag
def box(content: str, title: str = "", level: int = 2) -> str:
    """`{% box "余额" %}…{% endbox %}`: matter set apart; use sparingly."""
    return _part("box", content, title=title, level=level)


@register.simple_block_tag
def dialog(content: str, identity: str, title: str, opened: bool = False) -> str:
    """`{% dialog "confirm" "退回第4项？" %}…{% enddialog %}`; a button with `data-dialog="confirm"` opens it.

    Without scripts a dialog can't open, so what it asks must also be reachable by a page of its own.
    """
    return _part("dialog", content, identity=identity, title=title, opened=opened)
