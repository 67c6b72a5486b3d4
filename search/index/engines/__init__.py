"""The two engines, and which one this installation uses."""

import os
from functools import lru_cache

from search.index.engines.base import Engine


@lru_cache(maxsize=8)
def _engine(url: str, index: str, path: str, process: int) -> Engine:
    if url in ("", "embedded"):
        from search.index.engines.fts5 import EmbeddedEngine

        return EmbeddedEngine(path)
    from search.index.engines.elasticsearch import ElasticsearchEngine

    return ElasticsearchEngine([host.strip() for host in url.split(",") if host.strip()], index)


def get_engine() -> Engine:
    """The engine that the settings name: SEARCH_URL "embedded" (or empty), or the addresses of Elasticsearch.

    One for each process: connections don't survive a fork.
    """
    from django.conf import settings

    return _engine(settings.SEARCH_URL, settings.SEARCH_INDEX, str(settings.SEARCH_EMBEDDED_PATH), os.getpid())


def reset_engines() -> None:
    """Forget the engines made so far (tests that change the settings)."""
    _engine.cache_clear()
