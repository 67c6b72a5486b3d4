"""The theme's template library, in modules by subject; `theme.templatetags.portal_tags` loads them all."""

from django import template

register = template.Library()
