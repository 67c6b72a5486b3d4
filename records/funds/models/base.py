"""What money and decisions are written on: rows that are added and never changed."""

from records.kit.append_only import AppendOnly

__all__ = ["AppendOnly"]
