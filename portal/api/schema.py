"""What the OpenAPI document covers: our own routes, not Wagtail's back office."""

from typing import Any


def only_our_routes(endpoints: list[tuple[str, str, str, Any]], **kwargs: Any) -> list[tuple[str, str, str, Any]]:
    """Keep `/api/v1/` and leave out the document itself."""
    return [each for each in endpoints if each[0].startswith("/api/v1/") and not each[0].startswith("/api/v1/schema")]
