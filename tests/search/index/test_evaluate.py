"""How well it finds: the score on a small judged corpus may not fall, and both engines agree."""

import json
import os
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from search.index import evaluate, synonyms, weights
from search.index.evaluate import Judged, Score
from tests.search.index.conftest import ELASTICSEARCH

DATA = Path(__file__).parents[2] / "data" / "search"
# Measured; a change of the ranking that lowers them needs a reason, and is measured on the whole corpus too.
FLOOR = 0.985
FLOOR_WITH_SYNONYMS = 0.99


def test_scores_are_means_of_the_first_ten() -> None:
    judged = [Judged("a", "topic", frozenset({"x", "y"})), Judged("b", "title", frozenset({"z"}))]
    scores = evaluate.score({"a": ["x", "q", "y"], "b": []}, judged)
    assert scores["title"] == Score(1, 0.0, 0.0, 0.0)
    assert scores["topic"].recall == scores["topic"].mrr == 1.0
    assert scores["topic"].ndcg == pytest.approx((1 + 0.5) / (1 + 1 / 1.584962500721156))
    assert scores["ALL"].recall == 0.5
    assert list(scores) == ["title", "topic", "ALL"]


@pytest.mark.parametrize("engine", ["fts", ELASTICSEARCH])
def test_the_score_does_not_fall(engine: str) -> None:
    hosts = os.environ.get("SEARCH_URL", "")
    if engine == "elasticsearch" and not hosts.startswith("http"):
        pytest.skip("SEARCH_URL names no Elasticsearch (bin/services up starts one)")
    source = evaluate.CorpusSource(DATA / "laws.jsonl.gz")
    judged = evaluate.read_judged(DATA / "queries.jsonl")
    with evaluate.own_index(engine, hosts, "test-floor") as made:
        assert evaluate.fill(made, source) == 260
        for rules, floor in (
            ([], FLOOR),
            ([rule for path in synonyms.STARTER for rule in synonyms.read(path)], FLOOR_WITH_SYNONYMS),
        ):
            found = evaluate.run(made, source, judged, synonyms.Thesaurus(rules))
            scores = evaluate.score(found, judged)
            assert scores["ALL"].ndcg >= floor, {kind: round(score.ndcg, 4) for kind, score in scores.items()}


def test_the_command_prints_the_scores(tmp_path: Path) -> None:
    corpus, queries = tmp_path / "corpus.jsonl", tmp_path / "queries.jsonl"
    rows = [("a", "信访工作条例"), ("b", "城市供水条例")]
    corpus.write_text(
        "".join(json.dumps({"id": uid, "title": title, "body": title, "published": None}) + "\n" for uid, title in rows)
    )
    queries.write_text(json.dumps({"query": "信访", "kind": "topic", "relevant": ["a"]}) + "\n")
    out = StringIO()
    call_command("search_evaluate", corpus=corpus, queries=queries, engine="fts", json=True, stdout=out)
    assert json.loads(out.getvalue())["scores"]["ALL"] == {"queries": 1, "recall": 1.0, "mrr": 1.0, "ndcg": 1.0}
    out = StringIO()
    call_command("search_evaluate", corpus=corpus, queries=queries, engine="fts", stdout=out)
    assert "nDCG@10" in out.getvalue()


def test_overlap_is_the_mean_share_of_the_first_ten() -> None:
    one = {"a": ["x", "y"], "b": [], "c": [str(number) for number in range(12)]}
    assert evaluate.overlap(one, one) == 1.0
    assert evaluate.overlap(one, {"a": ["y", "z"], "b": [], "c": one["c"]}) == pytest.approx((0.5 + 1 + 1) / 3)
    assert evaluate.overlap(one, {}) == pytest.approx(1 / 3)


def test_weights_are_judged_by_queries_that_did_not_choose_them(tmp_path: Path) -> None:
    judged = evaluate.read_judged(DATA / "queries.jsonl")[:5]
    source = evaluate.CorpusSource(DATA / "laws.jsonl.gz")
    before = {name: value for name, value in vars(weights).items() if name.isupper()}
    told: list[str] = []
    with evaluate.own_index("fts") as made:
        evaluate.fill(made, source)
        result = evaluate.cross_validate(made, source, judged, synonyms.Thesaurus(()), told.append)
    assert 0 < result.kept <= 1
    assert len(result.chosen) == evaluate.FOLDS
    assert len(told) == len(before) * len(evaluate.FACTORS)
    assert before == {name: value for name, value in vars(weights).items() if name.isupper()}


def test_comparing_engines_needs_both(settings: Any) -> None:
    settings.SEARCH_URL = "embedded"
    with pytest.raises(CommandError, match="SEARCH_URL"):
        call_command("search_evaluate", corpus=DATA / "laws.jsonl.gz", queries=DATA / "queries.jsonl", compare=True)


def test_a_broken_file_is_named_with_its_line(tmp_path: Path) -> None:
    broken = tmp_path / "broken.jsonl"
    broken.write_text('{"id": "a"\n')
    with pytest.raises(CommandError, match=r"broken\.jsonl:1"):
        call_command("search_evaluate", corpus=DATA / "laws.jsonl.gz", queries=broken)
