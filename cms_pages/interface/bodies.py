"""A body 正文 as JSON: blocks with their values, texts as HTML; files only where the caller may fetch them."""

from typing import Any

from bs4 import BeautifulSoup

from cms_pages.interface.facts import PageFacts, blocks_of
from cms_pages.models.base import plain_text


def body_of(page: Any, facts: PageFacts) -> list[dict[str, Any]]:
    """`[{"type", "id", "value"}]`. A picture or file that the caller may not have is null; its words stay."""
    return [
        {"type": block["type"], "id": block.get("id"), "value": _value(block["type"], block["value"], facts)}
        for block in blocks_of(page)
    ]


def file_of(document: Any, title: str = "") -> dict[str, Any] | None:
    """A document as the interface tells it; None for none."""
    if document is None:
        return None
    return {
        "uid": str(document.uid),
        "title": title or document.title,
        "url": document.url,
        "type": document.file_extension.lower(),
        "size": document.file_size,
    }


def _value(kind: str, value: Any, facts: PageFacts) -> Any:
    match kind:
        case "text":
            html = _html(value, facts)
            return {"html": html, "text": plain_text(html)}
        case "image":
            image = facts.images.get(_number(value.get("image")))
            shown = None
            if image is not None:
                shown = {"uid": str(image.uid), "url": image.file.url, "width": image.width, "height": image.height}
            return {"image": shown, "alt": value.get("alt", ""), "caption": value.get("caption") or ""}
        case "document" | "video":
            document = facts.documents.get(_number(value.get("document")))
            told = {"file": file_of(document), "title": value.get("title") or (document.title if document else "")}
            return told | ({"transcript": value.get("transcript") or ""} if kind == "video" else {})
        case "table":
            table = value or {}
            return {
                "rows": table.get("data") or [],
                "header_row": bool(table.get("first_row_is_table_header")),
                "header_column": bool(table.get("first_col_is_header")),
                "caption": table.get("table_caption") or "",
            }
    return value


def _html(source: str, facts: PageFacts) -> str:
    """Stored rich text as HTML: links lead to addresses; one that the caller may not follow is only its words."""
    if "<a" not in source and "<embed" not in source:
        return source
    soup = BeautifulSoup(source, "html.parser")
    for link in soup.find_all("a", linktype=True):
        number = _number(link.get("id"))
        target = ""
        if link["linktype"] == "page":
            target = facts.addresses.get(number, "")
        elif link["linktype"] == "document" and number in facts.documents:
            target = facts.documents[number].url
        if not target:
            link.unwrap()
            continue
        link.attrs = {"href": target}
    for embed in soup.find_all("embed"):
        embed.decompose()
    return str(soup)


def _number(value: Any) -> int:
    return int(value) if str(value or "").isdigit() else 0
