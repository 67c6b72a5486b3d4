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
        parser.add_argument("--json", action="store_true", help="输出 JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        hosts = settings.SEARCH_URL
        if options["engine"] == "elasticsearch" and not hosts.startswith("http"):
            raise CommandError("没有 Elasticsearch：请用 SEARCH_URL 写明地址，例如 http://localhost:9200。")
        try:
            rules = synonyms.read(options["synonyms"]) if options["synonyms"] else []
            judged = evaluate.read_judged(options["queries"])
            source = evaluate.CorpusSource(options["corpus"])
        except (OSError, ValueError, KeyError) as error:
            raise CommandError(f"读不出文件：{error}") from error
        try:
            with evaluate.own_index(options["engine"], hosts, settings.SEARCH_INDEX) as engine:
                documents = evaluate.fill(engine, source)
                found = evaluate.run(engine, source, judged, synonyms.Thesaurus(rules))
        except SearchUnavailable as unavailable:
            raise CommandError(f"搜索引擎不可用：{unavailable}") from unavailable
        scores = evaluate.score(found, judged)
        if options["json"]:
            table = {kind: asdict(score) for kind, score in scores.items()}
            self.stdout.write(json.dumps({"documents": documents, "scores": table}, ensure_ascii=False, indent=1))
            return
        self.stdout.write(f"{'kind':10} {'n':>5} {'recall@10':>10} {'MRR@10':>8} {'nDCG@10':>8}")
        for kind, score in scores.items():
            line = f"{kind:10} {score.queries:5} {score.recall:10.4f} {score.mrr:8.4f} {score.ndcg:8.4f}"
            self.stdout.write(line)
