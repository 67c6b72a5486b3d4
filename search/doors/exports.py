"""What can be exported; found by name."""

from search.doors.tuning.log import QueryExporter

__all__ = ["QueryExporter"]
