"""Wagtail's back office, narrowed to what a post allows: scoped choosers and APIs, doors of Wagtail's that stay shut."""
