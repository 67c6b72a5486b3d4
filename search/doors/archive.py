"""An archive search as its address has it 查档: read, checked, put in words; the same for page, export, API and saved search."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from media.texts import masked
from records.access.models import User, Visitor
from records.access.searching import search_scope
from records.kit.money import fen, yuan
from records.organisations.models import Organisation
from search.index import sources
from search.index.conditions import LONGEST, MOST_WORDS, Conditions, words_of
from search.index.normalise import normalise_question, runs
from search.index.requests import MOST_HITS, SearchRequest, Sort

SIZE: Final = 20
THEN, NOW = "then", "now"
MOST_CANDIDATES: Final = 8
# Texts of an address, with the words by which people and messages call them.
TEXTS: Final = {
    "q": "字词",
    "number": "文号或编号",
    "organisation": "组织",
    "person": "人员",
    "state": "状态",
    "title": "标题里有",
    "body": "正文里有",
    "attachment": "附件里有",
    "phrase": "原话",
    "without": "不含",
}
SPANS: Final = {"since": "日期起", "until": "日期止", "least": "金额起（元）", "most": "金额止（元）"}
NAMES: Final = (*TEXTS, *SPANS, "kind", "tree", "sort")
LOOKED_FOR: Final = ("number", "person", "title", "body", "attachment", "phrase", "without")
IN_WORDS: Final = ("title", "body", "attachment", "without")
LONGEST_KEPT: Final = 2_000  # of what was typed and is too long to be asked: shown again, so that it can be cut
_DAYS: Final = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y%m%d")

Plain = dict[str, str | list[str]]


@dataclass(frozen=True)
class Asked:
    """A question to the archive. `plain` is what an address, a saved search or a job keeps of it."""

    plain: Plain
    text: str = ""
    kinds: tuple[str, ...] = ()
    organisation: Organisation | None = None
    as_then: bool = True
    conditions: Conditions = field(default_factory=Conditions)
    sort: Sort = Sort.RELEVANCE
    page: int = 1
    problems: Mapping[str, str] = field(default_factory=dict)
    candidates: tuple[Organisation, ...] = ()

    @property
    def asks(self) -> bool:
        """Whether anything is asked at all; an empty form lists nothing."""
        return bool(self.text or self.kinds or self.organisation or self.conditions)

    def request(self, actor: User | Visitor, size: int = SIZE, organisations: tuple[str, ...] = ()) -> SearchRequest:
        """The question within this person's scope."""
        here = str(self.organisation.pk) if self.organisation else None
        return SearchRequest(
            text=self.text,
            scope=search_scope(actor),
            kinds=frozenset(self.kinds),
            organisation=None if self.as_then else here,
            conditions=replace(self.conditions, then=here if self.as_then else None),
            sort=self.sort,
            page=min(self.page, MOST_HITS // size),
            size=size,
            organisations=organisations,
            strict=True,
        )

    def described(self) -> str:
        """The question in words, for people and the journal."""
        labels = sources.labels()
        said = [f"{label}：{self.plain[name]}" for name, label in (TEXTS | SPANS).items() if self.plain.get(name)]
        if self.kinds:
            said.insert(0, "种类：" + "、".join(labels.get(kind, kind) for kind in self.kinds))
        if self.organisation and not self.as_then:
            said.append("按现在的隶属")
        return "；".join(said) or "全部"


def read(given: Mapping[str, str], kinds: list[str]) -> Asked:
    """Read a question from an address. What can't be read is in `problems`, by field, in words that say the cure."""
    texts = {name: given.get(name, "").replace("\x00", "").strip()[:LONGEST_KEPT] for name in (*TEXTS, *SPANS)}
    problems: dict[str, str] = {}
    days = {name: _day(texts, name, problems) for name in ("since", "until")}
    amounts = {name: _amount(texts, name, problems) for name in ("least", "most")}
    if days["since"] and days["until"] and days["until"] < days["since"]:
        problems["until"] = f"止日{days['until']}早于起日{days['since']}，请把两个日期对调，或去掉一个。"
    if amounts["least"] is not None and amounts["most"] is not None and amounts["most"] < amounts["least"]:
        said = (shown_amount(amounts[name]) for name in ("most", "least"))
        problems["most"] = "金额止{}元小于金额起{}元，请把两个金额对调，或去掉一个。".format(*said)
    for name, text in texts.items():
        if problem := _unfit(name, text):
            problems[name] = problem
    named = texts["organisation"] if "organisation" not in problems else ""
    organisation, candidates = _organisation(named, problems)
    known = tuple(dict.fromkeys(kind for kind in kinds if kind in sources.kinds()))
    if strange := [kind for kind in kinds if kind and kind not in known]:
        # Left out it would widen the question.
        problems["kind"] = f"没有“{strange[0][:40]}”这个种类，请在“种类”里重新选。"
    as_then = given.get("tree") != NOW
    by_date = given.get("sort") == "date" or not texts["q"]
    page = given.get("page", "")
    plain: Plain = {name: text for name, text in texts.items() if text}
    if known:
        plain["kind"] = list(known)
    if not as_then:
        plain["tree"] = NOW
    if given.get("sort") == "date":
        plain["sort"] = "date"
    words: dict[str, Any] = {name: texts[name] for name in TEXTS if name not in ("q", "organisation")}
    return Asked(
        plain=plain,
        text=texts["q"],
        kinds=known,
        organisation=organisation,
        as_then=as_then,
        conditions=Conditions(
            **words,
            since=days["since"],
            until=days["until"],
            least=amounts["least"],
            most=amounts["most"],
        ),
        sort=Sort.DATE if by_date else Sort.RELEVANCE,
        page=int(page) if page.isascii() and page.isdigit() and len(page) < 5 and int(page) else 1,
        problems=problems,
        candidates=candidates,
    )


def again(plain: Plain) -> Asked:
    """The question that was kept. An organisation that is gone by now is a problem, never no condition."""
    kinds = plain.get("kind", [])
    return read(
        {name: value for name, value in plain.items() if isinstance(value, str)},
        kinds if isinstance(kinds, list) else [kinds],
    )


def _unfit(name: str, text: str) -> str:
    """Why a text can't be looked for as it stands, with what to do about it; "" where it can.

    What would be left out of a condition would widen what is found, so it is said.
    """
    if masked(text) != text:
        return "公民身份号码、手机号码不在检索范围内；有权限的人请到党员名册按号码查找。"
    if len(text) > LONGEST:
        return f"“{text[:8]}…”有{len(text)}个字，一个条件最多{LONGEST}个字，请写短些。"
    if not text or name not in LOOKED_FOR:
        return ""
    words = normalise_question(text).split()
    if not any(runs(word) for word in words):
        return f"“{text}”没有可查的字词，请写汉字、字母或数字。"
    if name not in IN_WORDS:
        return ""
    if len(words) > MOST_WORDS:
        return f"一个条件最多{MOST_WORDS}个词，现在有{len(words)}个，请留下最要紧的。"
    short = next((word for word in words_of(text) if len(word) < 2), "") if name != "title" else ""
    return f"“{short}”只有一个字，查不准；请写两个字以上的词，多个词用空格隔开。" if short else ""


def _day(texts: Mapping[str, str], name: str, problems: dict[str, str]) -> datetime.date | None:
    text = "".join(texts[name].split())
    if not text:
        return None
    for form in _DAYS:
        try:
            return datetime.datetime.strptime(text, form).date()
        except ValueError:
            continue
    problems[name] = f"“{texts[name]}”不是日期，请写成2019-02-03或2019年2月3日。"
    return None


def _amount(texts: Mapping[str, str], name: str, problems: dict[str, str]) -> int | None:
    if not texts[name]:
        return None
    try:
        amount = fen(texts[name])
    except ValueError as error:
        problems[name] = str(error)
        return None
    if amount < 0:
        problems[name] = f"金额“{texts[name]}”是负数，没有金额小于零的事项，请去掉负号。"
        return None
    return amount


def _organisation(text: str, problems: dict[str, str]) -> tuple[Organisation | None, tuple[Organisation, ...]]:
    """The organisation that a text means, by uid, code, or any name it ever had; or those that it may mean."""
    if not text:
        return None, ()
    found = list(Organisation.objects.called(text)[: MOST_CANDIDATES + 1])
    if len(found) == 1:
        return found[0], ()
    if not found:
        problems["organisation"] = f"没有叫“{text}”的组织（现用名、曾用名、代码都查过），请核对后再写。"
    else:
        many = len(found) > MOST_CANDIDATES
        said = f"不止{MOST_CANDIDATES}个组织，下面只列出{MOST_CANDIDATES}个" if many else f"{len(found)}个组织"
        problems["organisation"] = f"“{text}”对应{said}，请选一个，或把名称写全，或写组织代码。"
    return None, tuple(found[:MOST_CANDIDATES])


def said_of(organisation: Organisation, text: str) -> str:
    """What tells an organisation from others of the name: where it hangs, what it was called, whether it is dissolved."""
    parent = organisation.get_parent()
    said = [parent.short_name] if parent else []
    if text and text not in (organisation.name, organisation.short_name, organisation.code):
        past = organisation.versions.exclude(short_name=organisation.short_name).order_by("-valid_from").first()
        if past is not None:
            said.append(f"曾用名{past.short_name}")
    if organisation.dissolved_on:
        said.append(f"已于{organisation.dissolved_on}撤销")
    return "，".join(said)


def shown_amount(value: int | None) -> str:
    """An amount as a table shows it."""
    return "" if value is None else yuan(value, grouped=True)


def facts_of(asked: Asked) -> dict[str, Any]:
    """The question as the journal keeps it: in words, and these hold no numbers of persons (see `read`)."""
    return {"question": asked.described()}
