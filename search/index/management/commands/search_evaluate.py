"""bin/manage search_evaluate: how well the search finds, on a judged corpus."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from search.index import evaluate, synonyms
from search.index.requests import SearchUnavailable


class Command(BaseCommand):
    help = "用一个带评判的语料衡量搜索质量：nDCG@10、MRR@10、recall@10。语料放进单独的索引，不影响正在使用的索引。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--corpus", required=True, type=Path, help="语料，JSON 行（可用 gzip 压缩）")
        parser.add_argument("--queries", required=True, type=Path, help="查询及其相关文档，JSON 行")
        parser.add_argument("--engine", choices=["fts", "elasticsearch"], default="fts")
        parser.add_argument("--synonyms", type=Path, help="同义词表；不给则不用同义词")
        more = parser.add_mutually_exclusive_group()
        more.add_argument("--compare", action="store_true", help="两种引擎都测，并说明前十条有多少相同")
        more.add_argument(
            "--cross-validate",
            action="store_true",
            help="逐个改动权重，用五分之四的查询挑选、其余检验：看现有权重是否只适合这些查询（约四十遍，较慢）",
        )
        parser.add_argument("--json", action="store_true", help="输出 JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        names = ["fts", "elasticsearch"] if options["compare"] else [options["engine"]]
        if "elasticsearch" in names and not settings.SEARCH_URL.startswith("http"):
            raise CommandError("没有 Elasticsearch：请用 SEARCH_URL 写明地址，例如 http://localhost:9200。")
        try:
            rules = synonyms.read(options["synonyms"]) if options["synonyms"] else []
            judged = evaluate.read_judged(options["queries"])
            source = evaluate.CorpusSource(options["corpus"])
        except (OSError, ValueError, KeyError) as error:
            raise CommandError(f"读不出文件：{error}") from error
        thesaurus = synonyms.Thesaurus(rules)
        told: dict[str, Any] = {}
        found: dict[str, dict[str, list[str]]] = {}
        for name in names:
            try:
                with evaluate.own_index(name, settings.SEARCH_URL, settings.SEARCH_INDEX) as engine:
                    told["documents"] = evaluate.fill(engine, source)
                    found[name] = evaluate.run(engine, source, judged, thesaurus)
                    if options["cross_validate"]:
                        told["cross_validation"] = asdict(
                            evaluate.cross_validate(engine, source, judged, thesaurus, self._progress)
                        )
            except SearchUnavailable as unavailable:
                raise CommandError(f"搜索引擎不可用：{unavailable}") from unavailable
        scores = {name: evaluate.score(found[name], judged) for name in names}
        if options["compare"]:
            told["overlap"] = evaluate.overlap(found["fts"], found["elasticsearch"])
        tables = {name: {kind: asdict(each) for kind, each in scores[name].items()} for name in names}
        told["scores"] = tables if options["compare"] else tables[names[0]]
        if options["json"]:
            self.stdout.write(json.dumps(told, ensure_ascii=False, indent=1))
            return
        for name in names:
            self._table(name, scores[name])
        if "overlap" in told:
            self.stdout.write(f"前十条相同 {told['overlap']:.4f}（各查询的平均）")
        if "cross_validation" in told:
            found_out = told["cross_validation"]
            self.stdout.write(
                f"未参与挑选的查询：现有权重 {found_out['kept']:.4f}，另行挑选的权重 {found_out['tuned']:.4f}"
                f"（{'、'.join(dict.fromkeys(each or '不改' for each in found_out['chosen']))}）"
            )

    def _progress(self, line: str) -> None:
        self.stderr.write(f"正在试：{line}")

    def _table(self, name: str, scores: dict[str, evaluate.Score]) -> None:
        self.stdout.write(f"{name:12} {'n':>5} {'recall@10':>10} {'MRR@10':>8} {'nDCG@10':>8}")
        for kind, score in scores.items():
            line = f"{kind:12} {score.queries:5} {score.recall:10.4f} {score.mrr:8.4f} {score.ndcg:8.4f}"
            self.stdout.write(line)
