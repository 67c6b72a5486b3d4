"""Pages by key for the API; a module of its own, because the framework reads it while it is being imported."""

from typing import Any

from rest_framework.pagination import CursorPagination


class KeysetPagination(CursorPagination):
    """Pages by key: the hundredth page costs what the first does."""

    page_size = 20
    max_page_size = 100
    page_size_query_param = "size"
    ordering = "-uid"
    cursor_query_param = "cursor"

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """The envelope as it is answered: no address where no page follows, said as this version of OpenAPI says it."""
        link = {"type": ["string", "null"], "format": "uri"}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {"next": link, "previous": dict(link), "results": schema},
        }
