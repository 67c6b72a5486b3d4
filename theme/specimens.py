"""Sample values for the page that shows every component."""

from typing import Any


def context(query: Any) -> dict[str, Any]:
    """Everything the components page shows."""
    return {}
