"""The API's root: composes what domains offer under /api/v1/."""
