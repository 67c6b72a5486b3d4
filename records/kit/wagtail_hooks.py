"""Wagtail looks for hooks here; every domain's `admin.py` registers itself when it is imported."""

from records.kit.discover import discover

discover("admin")
