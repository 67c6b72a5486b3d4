"""Columns of an import as objects: resolve many cells at once → clean one cell → assign to the row's values.

A column names its header with every synonym seen in real tables; it turns a cell into a value or says what is wrong and
what to do about it.
"""

import datetime
import difflib
import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from records.crypto.secret import Mask
from records.kit.sheets import cell_text, is_formula

FIRST_SERIAL, LAST_SERIAL = 3_000, 73_000  # Excel's day numbers from 1908 to 2099
_EXCEL_EPOCH: Final = datetime.date(1899, 12, 30)
_DAY: Final = re.compile(
    r"(?P<y>\d{4})\s*[-/.年]\s*(?P<m>\d{1,2})(?:\s*[-/.月]\s*(?P<d>\d{1,2})\s*日?)?\s*月?(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?"
)
_COMPACT: Final = re.compile(r"(?P<y>(?:19|20)\d{2})(?P<m>\d{2})(?P<d>\d{2})?")


class CellWrong(ValueError):
    """A cell can't be taken; message and cure are Chinese and repeat no sensitive value."""

    def __init__(self, message: str, cure: str = "") -> None:
        super().__init__(message)
        self.message, self.cure = message, cure


@dataclass
class Cell:
    """What a column makes of a cell: the value, and what is worth a second look."""

    value: Any = None
    warnings: list[str] = field(default_factory=list)


@dataclass
class Column:
    """Text. `name` is where the value goes; a blank cell yields None, which on a change leaves what is stored."""

    name: str
    label: str
    synonyms: tuple[str, ...] = ()
    required: bool = False
    longest: int = 200
    mask: Mask | None = None  # set for sensitive columns: findings show only this of the cell
    hint: str = ""  # for the template's row of guidance

    def headers(self) -> Iterable[str]:
        """Every header this column answers to."""
        return (self.label, *self.synonyms)

    def resolve(self, cells: Collection[str]) -> None:
        """Look up many cells at once, before they are cleaned one by one; nothing for plain text."""

    def read(self, raw: Any) -> Cell:
        """Make a value of a cell. Raises CellWrong."""
        if is_formula(raw):
            raise CellWrong("单元格是公式", "请复制该列，用“选择性粘贴—数值”贴回后再上传。")
        if raw is None or (isinstance(raw, str) and not raw.strip()):
            if self.required:
                raise CellWrong(f"没有填写{self.label}", f"请填写{self.label}。")
            return Cell()
        return self.clean(raw)

    def clean(self, raw: Any) -> Cell:
        """Make a value of a cell that holds something. Raises CellWrong."""
        text = cell_text(raw)
        if len(text) > self.longest:
            raise CellWrong(f"有{len(text)}个字，超过{self.longest}字", "请缩短。")
        return Cell(text)

    def shown(self, raw: Any) -> str:
        """The cell as a finding may show it."""
        text = cell_text(raw)
        if self.mask is not None and text:
            return self.mask(text)
        return text if len(text) <= 60 else text[:59] + "…"


@dataclass
class Ignored(Column):
    """A column that is known and not taken: a number in order, or what the portal works out itself."""

    def read(self, raw: Any) -> Cell:
        """Nothing."""
        return Cell()


@dataclass
class ChoiceColumn(Column):
    """One of a set of codes, given by code or by name (any of its names)."""

    choices: Mapping[str, str] = field(default_factory=dict)  # code → label
    other_names: Mapping[str, str] = field(default_factory=dict)  # what people write → code

    def __post_init__(self) -> None:
        self._codes: dict[str, str] = {}
        for code, label in self.choices.items():
            self._codes[_key(code)] = self._codes[_key(label)] = code
            if code.isdecimal():
                self._codes.setdefault(code.lstrip("0") or "0", code)  # a table drops the leading zero of 01
        for name, code in self.other_names.items():
            self._codes.setdefault(_key(name), code)

    def clean(self, raw: Any) -> Cell:
        """The code."""
        text = cell_text(raw)
        code = self._codes.get(_key(text))
        if code is None:
            known = list(self.choices.values())
            near = difflib.get_close_matches(text, known, n=1, cutoff=0.5)
            offer = f"是否为“{near[0]}”？" if near else ""
            listed = "、".join(known[:8]) + ("等" if len(known) > 8 else "")
            raise CellWrong(f"{self.label}“{_short(text)}”不认识", f"{offer}可填：{listed}。")
        return Cell(code)


@dataclass
class FlagColumn(ChoiceColumn):
    """是 or 否; blank is 否 for a new row."""

    def __post_init__(self) -> None:
        self.choices = {"1": "是", "0": "否"}
        self.other_names = {"y": "1", "yes": "1", "true": "1", "√": "1", "n": "0", "no": "0", "false": "0", "×": "0"}
        super().__post_init__()

    def clean(self, raw: Any) -> Cell:
        """True or False."""
        return Cell(super().clean(raw).value == "1")


@dataclass
class DateColumn(Column):
    """A date: as Excel keeps it, `2019/2/3  14:30`, `2017-09` (the first of the month, with a warning), `20170901`."""

    def clean(self, raw: Any) -> Cell:
        """A date."""
        if isinstance(raw, datetime.datetime):
            return Cell(raw.date())
        if isinstance(raw, datetime.date):
            return Cell(raw)
        text = cell_text(raw)
        match = _DAY.fullmatch(text) or _COMPACT.fullmatch(text)
        if match is None and isinstance(raw, int | float):
            return self._serial(raw)
        if match is None:
            raise CellWrong(f"{self.label}“{_short(text)}”不是日期", "请写成 2019-02-03 这样的日期。")
        try:
            day = datetime.date(int(match["y"]), int(match["m"]), int(match["d"] or 1))
        except ValueError:
            raise CellWrong(f"{self.label}“{_short(text)}”没有这一天", "请核对月份和日期。") from None
        cell = Cell(day)
        if not match["d"]:
            cell.warnings.append(f"{self.label}只有年月，按{day}登记；知道日期的请补全。")
        return cell

    def _serial(self, number: float) -> Cell:
        if not FIRST_SERIAL <= number <= LAST_SERIAL:
            raise CellWrong(f"{self.label}“{number:g}”不是日期", "请把该列设为日期格式，写成 2019-02-03。")
        day = _EXCEL_EPOCH + datetime.timedelta(days=int(number))
        return Cell(day, [f"{self.label}是数字{int(number)}，按表格软件的日期读作{day}，请核对。"])


@dataclass
class WholeNumberColumn(Column):
    """A whole number between two limits."""

    least: int = 0
    most: int = 1_000_000

    def clean(self, raw: Any) -> Cell:
        """An int."""
        text = cell_text(raw)
        if not re.fullmatch(r"[+-]?\d{1,9}", text) or not self.least <= int(text) <= self.most:
            raise CellWrong(f"{self.label}“{_short(text)}”不正确", f"请填写{self.least}至{self.most}之间的整数。")
        return Cell(int(text))


@dataclass
class CodeColumn(Column):
    """A long number kept as text (identity number, phone, account): refused where a table has already spoilt it.

    `normalise` gives the stored form; `check` raises ValueError with a Chinese message.
    """

    normalise: Callable[[str], str] = str
    check: Callable[[str], Any] | None = None

    def clean(self, raw: Any) -> Cell:
        """The number as text."""
        if isinstance(raw, int | float) and not isinstance(raw, bool) and abs(raw) >= 1e15:
            raise CellWrong(f"{self.label}被存成了数字，末几位已经丢失", "请把该列设为“文本”格式，重新填写完整号码。")
        text = self.normalise(cell_text(raw))
        if re.fullmatch(r"\d(\.\d+)?E\+?\d+", text, re.IGNORECASE):
            raise CellWrong(f"{self.label}被存成了数字，末几位已经丢失", "请把该列设为“文本”格式，重新填写完整号码。")
        if self.check is not None:
            try:
                self.check(text)
            except ValueError as error:
                raise CellWrong(str(error)) from None
        return Cell(text)


class HeaderWrong(ValueError):
    """The header can't be matched; `problems` is a list of (place from 0 or None, message, cure)."""

    def __init__(self, problems: list[tuple[int | None, str, str]]) -> None:
        super().__init__(problems[0][1])
        self.problems = problems


@dataclass
class Header:
    """Which column stands where."""

    line: int
    places: dict[int, Column]

    def cells(self, cells: Sequence[Any]) -> Iterable[tuple[int, Column, Any]]:
        """(place, column, raw cell) for each known column of a row."""
        for place, column in self.places.items():
            yield place, column, cells[place] if place < len(cells) else None


def looks_like_header(columns: Sequence[Column], cells: Sequence[Any]) -> bool:
    """Whether a row holds at least two headers that are known, and more known than unknown ones."""
    names = _names(columns)
    texts = [cell_text(cell) for cell in cells if cell_text(cell)]
    known = {names[_key(text)].name for text in texts if _key(text) in names}
    return len(known) >= 2 and len(known) * 2 >= len(texts)


def read_header(columns: Sequence[Column], line: int, cells: Sequence[Any]) -> Header:
    """Match a header row. Raises HeaderWrong with every unknown, doubled and missing column at once."""
    names = _names(columns)
    places: dict[int, Column] = {}
    seen: dict[str, int] = {}
    problems: list[tuple[int | None, str, str]] = []
    for place, cell in enumerate(cells):
        text = cell_text(cell)
        if not text:
            continue
        column = names.get(_key(text))
        if column is None:
            near = difflib.get_close_matches(_key(text), list(names), n=1, cutoff=0.5)
            offer = f"如果是“{names[near[0]].label}”，请改用这个列名；" if near else ""
            problems.append((place, f"列名“{_short(text)}”不认识", f"{offer}不需要导入的列请删去。"))
        elif column.name in seen and not isinstance(column, Ignored):
            problems.append((place, f"“{column.label}”有两列", "请只保留一列。"))
        else:
            seen[column.name] = place
            places[place] = column
    for column in columns:
        if column.required and column.name not in seen:
            problems.append((None, f"缺少“{column.label}”列", "请补上这一列，可从模板复制列名。"))
    if problems:
        raise HeaderWrong(problems)
    return Header(line, places)


_GUIDANCE = re.compile(r"必填|选填|填写说明|示例|样例|举例|例如|^例[:：]|^如[:：]|格式[:：为]|请填|不用填|下拉选择")
_SAMPLE_PEOPLE = {"张三", "李四", "王五", "赵六", "某某", "某某某", "xxx", "×××", "姓名"}


def is_guidance(header: Header, cells: Sequence[Any], name_column: str = "name") -> bool:
    """Whether the row under the header explains how to fill in, or shows a sample person."""
    texts = [(column, cell_text(raw)) for _place, column, raw in header.cells(cells)]
    taken = [(column, text) for column, text in texts if text and not isinstance(column, Ignored)]
    # Remarks may well say 例如; they count only where nothing else stands in the row.
    for column, text in taken or texts:
        if column.name == name_column and text.lower() in _SAMPLE_PEOPLE:
            return True
        if text and _GUIDANCE.search(text) and len(text) < 200:
            return True
    return False


# The two columns that a marked table carries back; uploading it again, mended, passes over them.
MARKS: Final = ("预检问题", "预检改法")


def _names(columns: Sequence[Column]) -> dict[str, Column]:
    marks = Ignored("marks", MARKS[0], MARKS[1:])
    return {_key(name): column for column in [marks, *columns] for name in column.headers()}


def _key(text: str) -> str:
    """A name as it is compared: NFKC, lower case, no spaces, no star and no （必填）."""
    plain = unicodedata.normalize("NFKC", str(text)).lower()
    plain = re.sub(r"\((?:必填|选填|必选|可选|文本|年月日|yyyy.*?)\)", "", plain)
    return re.sub(r"[\s*:_]", "", plain)


def _short(text: str) -> str:
    return text if len(text) <= 30 else text[:29] + "…"
