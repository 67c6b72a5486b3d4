"""An index of Elasticsearch of which a part has no node: what half a cluster that died leaves behind."""

from search.index.engines import elasticsearch_documents as documents
from search.index.engines.base import Engine
from search.index.engines.elasticsearch import ElasticsearchEngine

NOBODY = {"index.routing.allocation.require._name": "nobody"}


def lame(engine: Engine) -> None:
    """Put a second index behind the engine's alias whose only shard no node may hold: every answer is partial now."""
    assert isinstance(engine, ElasticsearchEngine)
    engine.client.indices.create(
        index=f"{engine.index}-lame",
        mappings=documents.mapping(),
        settings={**documents.settings(shards=1), **NOBODY},
        aliases={engine.index: {}},
        wait_for_active_shards="0",
    )


def healed(engine: Engine) -> None:
    """As when the node is back."""
    assert isinstance(engine, ElasticsearchEngine)
    engine.client.indices.delete(index=f"{engine.index}-lame")
