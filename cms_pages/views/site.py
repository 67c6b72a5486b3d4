"""Columns across the place, the finder of organisations, feeds, sitemap, robots; thin."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from cms_pages.columns import ColumnKind
from cms_pages.models import SectionPage
from cms_pages.presenters.lists import across_context
from cms_pages.presenters.sections import finder_context
from cms_pages.serving import keep_private
from records.kit.web import actor_of
from records.organisations.models import Organisation


@require_safe
def column_across(request: HttpRequest, kind: str) -> HttpResponse:
    """One column of all organisations."""
    response = render(request, "theme/column_list.html", across_context(ColumnKind(kind), request))
    return keep_private(request, response)


@require_safe
def organisation(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """An organisation's own address, which no move changes, leads to its section."""
    section = SectionPage.objects.visible_to(actor_of(request)).filter(organisation__uid=uid).first()
    if section is None:
        raise Http404
    return redirect(section.address)


@require_safe
def finder(request: HttpRequest) -> HttpResponse:
    """找组织."""
    query = request.GET.get("q", "").replace("\x00", "").strip()[:60]
    below = None
    if asked := request.GET.get("below", ""):
        try:
            below = Organisation.objects.get(uid=uuid.UUID(asked))
        except (ValueError, Organisation.DoesNotExist):
            raise Http404 from None
    return keep_private(request, render(request, "theme/organisation_finder.html", finder_context(query, below)))
