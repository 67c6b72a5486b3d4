"""What the back office opens with: what to write, and the way back to the workbench."""

from typing import Any

from django.template.loader import render_to_string
from wagtail.admin.ui.components import Component

from cms_pages.presenters.writing import writing_context
from records.kit.errors import NotVisible
from records.kit.web import actor_of


class WritingPanel(Component):  # type: ignore[misc]
    """写新内容, for whoever writes somewhere."""

    name = "writing"
    order = 50

    def render_html(self, parent_context: Any = None) -> str:
        """The five kinds for the person's own organisation."""
        try:
            context = writing_context(actor_of(parent_context["request"]), None)
        except NotVisible:
            context = {"kinds": []}
        return render_to_string("cms_pages/backoffice_home.html", context)
