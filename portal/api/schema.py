"""What the OpenAPI document covers: our own routes, not Wagtail's back office."""

from typing import Any


def only_our_routes(endpoints: list[tuple[str, str, str, Any]], **kwargs: Any) -> list[tuple[str, str, str, Any]]:
    """Keep `/api/v1/`; leave out the document itself and the suite's sample domain."""
    return [
        each
        for each in endpoints
        if each[0].startswith("/api/v1/")
        and not each[0].startswith("/api/v1/schema")
        and not _view_of(each[3]).startswith("tests.")
    ]


def _view_of(callback: Any) -> str:
    """Module of the view behind a route; the suite's sample domain is no part of the interface."""
    return str(getattr(callback, "cls", callback).__module__)
