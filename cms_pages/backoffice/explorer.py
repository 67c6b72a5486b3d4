"""The explorer without the filters that would list every account's name."""

from typing import Any

from wagtail.admin.views.pages.listing import ExplorableIndexView, GenericPageFilterSet
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.models import Page


class NamelessFilterSet(GenericPageFilterSet):  # type: ignore[misc]
    """Neither owner nor last editor."""

    owner: Any = None
    edited_by: Any = None


class NamelessIndexView(ExplorableIndexView):  # type: ignore[misc]
    """Pages below one page."""

    base_filterset_class = NamelessFilterSet


class NamelessPageViewSet(PageViewSet):  # type: ignore[misc]
    """The explorer of all page types."""

    model = Page
    index_view_class = NamelessIndexView
    filterset_class = NamelessFilterSet
