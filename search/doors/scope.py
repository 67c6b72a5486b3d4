"""What a person may find; the answer itself lies one floor down, for rooms that look into the index too."""

from records.access.searching import search_scope, view_action

__all__ = ["search_scope", "view_action"]
