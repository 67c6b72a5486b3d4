"""`{% load portal_tags %}`: every component and filter of the theme. See theme/README.md for how each is used.

Templates give plain values, lists and mappings; a mapping may also be an object, for templates read both alike. Inclusion
tags draw `theme/parts/<name>.html`.
"""

from theme.tags import figures, filters, forms, holders, learning, marks, parts, register

__all__ = ["figures", "filters", "forms", "holders", "learning", "marks", "parts", "register"]
