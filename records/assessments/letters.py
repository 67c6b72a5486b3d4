"""What organisations are told: the task, the result, a correction. Plain text; kept word for word with the result."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from records.assessments.choices import ItemKind
from records.assessments.points import shown


def issued_text(issuer: str, title: str, due_on: datetime.date, instructions: str) -> str:
    """下达: what is asked, until when."""
    said = [f"{issuer}下达“{title}”，请于{_day(due_on)}24时前完成自评并报送。"]
    if instructions.strip():
        said.append(instructions.strip())
    said.append("佐证材料请优先关联已有的记录，不必重复上传；逾期提交的材料可以收，但会一直标注“逾期”。")
    return "\n".join(said)


def extended_text(issuer: str, title: str, old_on: datetime.date, new_on: datetime.date, reason: str) -> str:
    """延期: until when now, and why; what came late before stays late."""
    return (
        f"{issuer}将“{title}”的报送截止日期由{_day(old_on)}延至{_day(new_on)}24时。原因：{_ended(reason)}\n"
        "延期前已逾期提交的材料和报送仍标注“逾期”，并注明当时的截止日期。"
    )


def result_text(
    *,
    issuer: str,
    addressee: str,
    title: str,
    lines: Sequence[Mapping[str, Any]],
    adjustments: Sequence[tuple[str, str, int, str]],
    base: int,
    plus: int,
    minus: int,
    total: int,
    full: int,
    grade: str,
    remark: str = "",
    correction: str = "",
) -> str:
    """结果告知: grade and points, what was taken off item by item and why. `adjustments`: kind, matter, points, reason."""
    said = [f"{addressee}："]
    if correction:
        said.append(f"经核实，现更正你们在“{title}”中的考核结果。更正原因：{_ended(correction)}")
    parts = [f"基本项{shown(base)}分"]
    parts += [f"加{shown(plus)}分"] if plus else []
    parts += [f"减{shown(minus)}分"] if minus else []
    said.append(f"“{title}”考核结果：{grade}，得分{shown(total)}分（{'，'.join(parts)}；标准分{shown(full)}分）。")
    taken = [
        line
        for line in lines
        if line["kind"] == ItemKind.BASE
        and line.get("review_points") is not None
        and line["review_points"] < line["points"]
    ]
    if taken:
        said.append(f"扣分{len(taken)}项：")
        said += [
            f"第{line['number']}项“{line['content']}”，扣{shown(line['points'] - line['review_points'])}分：{_ended(line['review_remark'])}"
            for line in taken
        ]
    for kind, matter, points, reason in adjustments:
        said.append(f"{ItemKind(kind).label[:1]}{shown(points)}分：{matter}。{_ended(reason)}")
    if remark.strip():
        said.append(f"考核意见：{_ended(remark)}")
    said.append(f"如有异议，请向{issuer}提出；更正须写明原因并留存记录。")
    return "\n".join(said)


def returned_text(remark: str, reasons: Sequence[Mapping[str, Any]]) -> str:
    """退回: what is to be mended."""
    said = [_ended(remark)] if remark.strip() else []
    said += [f"第{each['number']}项：{_ended(str(each['reason']))}" for each in reasons]
    return "\n".join(said)


def _day(day: datetime.date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _ended(text: str) -> str:
    plain = " ".join(text.split())
    return plain if plain.endswith(("。", "！", "？")) else f"{plain}。"
