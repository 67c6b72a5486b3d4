"""What the city's organisations have written since 2017: about 220,000 pages, a pure function of scale and organisation.

The city's committees write much, a branch a page or two a year. Words are invented (`words.py`); at towns and above
some rules are real laws, as the demo has them.
"""

import datetime
import html
import random
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import accumulate
from typing import Any, Final

from cms_pages.bulk import PageSeed
from cms_pages.models import DisclosurePage, NewsPage, PlanPage, RulePage
from portal.city.seeds import SEED, Share, scaled
from portal.city.words import DISCLOSURES, MATTERS, NEWS, PLANS, RULES, SPOTS, TOPICS, WORKS, Theme
from portal.demo.names import person
from portal.demo.pages.laws import texts
from portal.demo.pages.writing import CHAPTER
from records.kit.audience import Audience
from records.organisations.models import Organisation

PAGES: Final = 220_000  # with the register, the organisations and their home pages the index has 600,000 entries
FIRST_DAY: Final = datetime.date(2017, 1, 3)
LAST_DAY: Final = datetime.date(2026, 9, 30)
# How much an organisation writes against a branch, by its depth in the tree: city, county, town, village, branch.
WEIGHTS: Final = (70.0, 28.0, 13.0, 1.6, 1.0)
# News, disclosures, plans, rules in ten thousand pages.
KINDS: Final = ((5_600, NEWS), (8_400, DISCLOSURES), (9_600, PLANS), (10_000, RULES))
SOCIETY, MEMBERS = (
    0.82,
    0.93,
)  # below the first: open to society; below the second: to members; the rest to its own people
LAWS_EACH: Final = 6  # real laws that a town or county keeps beside its own rules
TOWN_DEPTH: Final = 3
LONGEST_HEADING: Final = 60


@lru_cache(maxsize=1)
def _laws() -> tuple[dict[str, Any], ...]:
    return tuple(texts())


@lru_cache(maxsize=2)
def shares(scale: float, depths: tuple[int, ...]) -> tuple[Share, ...]:
    """The city's pages over its organisations (their depths, in tree order); the sum is exact."""
    chance = random.Random(SEED + 3)  # noqa: S311  (invented data, no secret)
    wanted = scaled(PAGES, scale)
    weights = [WEIGHTS[min(depth, len(WEIGHTS)) - 1] * chance.uniform(0.5, 1.5) for depth in depths]
    sums = list(accumulate(weights))
    upto = [round(wanted * part / sums[-1]) for part in sums]
    return tuple(Share(before, after - before) for before, after in zip([0, *upto], upto, strict=False))


def pages(organisation: Organisation, share: Share) -> Iterator[PageSeed]:
    """What one organisation has written, the oldest first."""
    chance = random.Random(f"{SEED} {organisation.code} pages")  # noqa: S311  (invented data, no secret)
    first = max(organisation.set_up_on, FIRST_DAY)
    span = max(1, (LAST_DAY - first).days)
    days = sorted(first + datetime.timedelta(days=chance.randrange(span)) for _ in range(share.count))
    laws = LAWS_EACH if organisation.depth <= TOWN_DEPTH else 0
    for number, day in enumerate(days, start=1):
        pick = chance.randrange(10_000)
        themes = next(themes for upto, themes in KINDS if pick < upto)
        if themes is RULES and laws:
            laws -= 1
            yield _law(organisation, chance, day)
        else:
            yield _page(organisation, themes, chance, day, number)


def _blocks(lines: Iterable[str]) -> list[tuple[str, Any]]:
    """Lines as paragraphs, chapters as headings, as a page's body stores them."""
    blocks: list[tuple[str, Any]] = []
    waiting: list[str] = []
    for line in [*filter(None, map(str.strip, lines)), ""]:
        heading = bool(CHAPTER.match(line)) and len(line) < LONGEST_HEADING
        if (heading or not line) and waiting:
            blocks.append(("text", "".join(f"<p>{html.escape(each)}</p>" for each in waiting)))
            waiting.clear()
        if heading:
            blocks.append(("heading", {"text": line, "level": "2"}))
        elif line:
            waiting.append(line)
    return blocks


def _law(organisation: Organisation, chance: random.Random, day: datetime.date) -> PageSeed:
    law = chance.choice(_laws())
    issued = datetime.date.fromisoformat(law["published"])
    return PageSeed(
        model=RulePage,
        organisation=organisation,
        title=law["title"],
        slug="falv",
        body=_blocks(law["body"].splitlines()),
        published_on=max(day, issued),
        details={"issuer": f"{law['region']}（{law['kind']}）", "issued_on": issued},
    )


def _page(
    organisation: Organisation, themes: Sequence[Theme], chance: random.Random, day: datetime.date, number: int
) -> PageSeed:
    theme = chance.choice(themes)
    due = chance.randrange(12, 96)
    words: dict[str, Any] = {
        "name": organisation.short_name,
        "year": day.year,
        "quarter": "一二三四"[(day.month - 1) // 3],
        "month": day.month,
        "day": f"{day.month}月{day.day}日",
        "topic": chance.choice(TOPICS),
        "matter": chance.choice(MATTERS),
        "spot": chance.choice(SPOTS),
        "work": chance.choice(WORKS),
        "person": person(chance),
        "due": due,
        "count": due - chance.randrange(6),
        "few": chance.randrange(3, 13),
        "some": chance.choice("两三四五"),
        "amount": f"{chance.randrange(300, 48_000):,}.{chance.choice(['00', '00', '50', '80'])}",
    }
    lines = [sentence.format(**words) for sentence in theme.sentences]
    if themes is not RULES:  # articles keep their order, and none is left out
        chance.shuffle(lines)
    opened = chance.random()
    return PageSeed(
        model=_MODELS[id(themes)],
        organisation=organisation,
        title=chance.choice(theme.titles).format(**words),
        slug=theme.slug,
        body=_blocks(lines),
        published_on=day,
        audience=Audience.SOCIETY if opened < SOCIETY else Audience.MEMBERS if opened < MEMBERS else Audience.OWN,
        details=_details(organisation, themes, theme, day, number, words),
    )


def _details(
    organisation: Organisation,
    themes: Sequence[Theme],
    theme: Theme,
    day: datetime.date,
    number: int,
    words: dict[str, Any],
) -> dict[str, Any]:
    """The fields that a page of this kind has besides."""
    place = organisation.short_name.removesuffix("党支部").removesuffix("党总支").removesuffix("党委")
    if themes is DISCLOSURES:
        return {
            "category_l1": theme.category,
            "category_l2": theme.matter,
            "made_on": day,
            "basis": "《中国共产党党务公开条例（试行）》",
            "secrecy_checked_by": words["person"],
            "document_number": f"{place}党发〔{day.year}〕{number}号" if organisation.depth <= TOWN_DEPTH else "",
        }
    if themes is PLANS:
        summary = theme.slug == "gongzuo-zongjie"
        return {
            "kind": PlanPage.Kind.SUMMARY if summary else PlanPage.Kind.PLAN,
            "period_from": datetime.date(day.year, 1, 1),
            "period_to": datetime.date(day.year, 12, 31),
        }
    if themes is RULES:
        return {
            "issuer": organisation.name,
            "issued_on": day,
            "in_force_from": day,
            "document_number": f"{place}党发〔{day.year}〕{number}号",
        }
    return {}


_MODELS: Final[dict[int, Any]] = {
    id(NEWS): NewsPage,
    id(DISCLOSURES): DisclosurePage,
    id(PLANS): PlanPage,
    id(RULES): RulePage,
}
