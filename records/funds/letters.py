"""What a reply says, word for word. Pure; the text is kept as it was sent and never written again from newer data."""

import dataclasses
import datetime
from collections.abc import Sequence
from typing import Any, Protocol

from records.kit.money import yuan


class Named(Protocol):
    """Anything with a uid."""

    uid: Any


@dataclasses.dataclass(frozen=True)
class StoppedLine:
    """One item that goes no further; `asked` in fen."""

    number: int
    description: str
    asked: int
    because: str
    reason: str


@dataclasses.dataclass(frozen=True)
class FinalLine:
    """What became of one item; amounts in fen, `agreed` 0 when it was stopped."""

    number: int
    description: str
    asked: int
    agreed: int
    outcome: str
    reason: str = ""


def stopped_text(*, addressee: str, serial: str, title: str, lines: Sequence[StoppedLine]) -> str:
    """退回告知: these items stop, the others go on."""
    said = [
        f"第{line.number}项“{line.description}”，申请{_money(line.asked)}：{line.because}。理由：{_ended(line.reason)}"
        for line in lines
    ]
    return "\n".join(
        [
            f"{addressee}：",
            f"你们申报的“{title}”（{serial}）中，以下{len(lines)}项不再办理，请停止实施：",
            *said,
            "其余事项继续办理。如需再次申请上述事项，请修改后另行申报。",
        ]
    )


def final_text(
    *,
    addressee: str,
    serial: str,
    title: str,
    meeting: str,
    held_on: datetime.date | None,
    lines: Sequence[FinalLine],
) -> str:
    """批复: what was agreed to and for how much, what was not and why."""
    agreed = [line for line in lines if line.agreed]
    stopped = [line for line in lines if not line.agreed]
    decided = f"经{held_on.year}年{held_on.month}月{held_on.day}日{meeting}审议并逐项签署，" if held_on else ""
    said = [f"{addressee}：", f"你们申报的“{title}”（{serial}）收悉。{decided}批复如下："]
    if agreed:
        said.append(f"一、同意{len(agreed)}项，合计{_money(sum(line.agreed for line in agreed))}：")
        said += [
            f"第{line.number}项“{line.description}”，申请{_money(line.asked)}，同意{_money(line.agreed)}。"
            + (f"说明：{_ended(line.reason)}" if line.reason else "")
            for line in agreed
        ]
    if stopped:
        said.append(f"{'二' if agreed else '一'}、不同意{len(stopped)}项，请停止实施：")
        said += [
            f"第{line.number}项“{line.description}”，申请{_money(line.asked)}：{line.outcome}。"
            + (f"理由：{_ended(line.reason)}" if line.reason else "")
            for line in stopped
        ]
    if agreed:
        said.append("请按同意的金额专款专用，在实施后及时登记执行并上传凭证，不得超支。")
    return "\n".join(said)


def lines_of(lines: Sequence[StoppedLine] | Sequence[FinalLine], items: Sequence[Named]) -> list[dict[str, object]]:
    """The same item by item, as kept beside the text; each names its item by uid."""
    return [{"item": str(item.uid), **vars(line)} for line, item in zip(lines, items, strict=True)]


def _money(fen: int) -> str:
    return f"{yuan(fen, grouped=True)}元"


def _ended(text: str) -> str:
    plain = " ".join(text.split())
    return plain if plain.endswith(("。", "！", "？")) else f"{plain}。"
