"""A member's own record: what the branch keeps, masked."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from records.kit.models import local_today
from records.kit.web import actor_of
from records.members.choices import badge
from records.members.models import Member
from records.members.views.member import facts_of, groups_of


@never_cache
@login_required
@require_GET
def own(request: HttpRequest) -> HttpResponse:
    """我的党员信息."""
    actor = actor_of(request)
    member = (
        Member.objects.visible_to(actor)
        .filter(user_id=actor.scope.user_id)
        .select_related("organisation__kind", "user")
        .first()
    )
    context = {
        "title": "我的党员信息",
        "crumbs": [{"label": "我的", "url": "/my/"}, {"label": "党员信息", "url": ""}],
        "member": member,
    }
    if member is not None:
        context |= {
            "status": badge(member.standing, member.get_standing_display()),
            "facts": facts_of(member, local_today()),
            "groups": groups_of(member),
            "history": [
                {
                    "what": f"{event.on} {event.get_kind_display()}",
                    "who": str(event.acting_organisation or ""),
                    "when": event.recorded_at,
                }
                for event in member.events.select_related("acting_organisation")[:30]
            ],
        }
    return render(request, "members/own.html", context)
