"""Wagtail's hooks; each only calls what stands elsewhere."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from wagtail import hooks
from wagtail.admin.site_summary import PagesSummaryItem
from wagtail.admin.widgets import Button
from wagtail.models import Page

from cms_pages import services
from cms_pages.backoffice.api import OwnDocuments, OwnImages, PagesWithoutActions
from cms_pages.backoffice.explorer import NamelessPageViewSet
from cms_pages.backoffice.home import WritingPanel
from cms_pages.models import PageDoor
from cms_pages.services.previews import PREVIEW
from cms_pages.serving import door_check
from records.kit.errors import Conflict, Refused
from records.kit.web import actor_of


@hooks.register("before_serve_page", order=-100)
def ask_at_the_door(page: Page, request: HttpRequest, args: Any, kwargs: Any) -> Any:
    """Nobody is served a page that is not for them."""
    return door_check(page, request)


# ── what is written through Wagtail's screens goes through the services ─────
@hooks.register("before_delete_page")
def delete_through_the_service(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Only drafts that were never published."""
    if request.method != "POST":
        return None
    parent = page.get_parent()
    return _answer(
        request, lambda: services.delete_draft(actor_of(request), page.translation_key), "草稿已删除。", parent
    )


@hooks.register("before_move_page")
def move_through_the_service(request: HttpRequest, page: Page, destination: Page) -> HttpResponse | None:
    """With permission at both organisations, a redirect left behind. Wagtail's own question tells the title to anyone."""
    if request.method != "POST":
        if not page.specific.permissions_for_user(request.user).can_move_to(destination):
            raise Http404
        return None
    return _answer(
        request,
        lambda: services.move(actor_of(request), page.translation_key, column=destination.translation_key),
        "页面已移动，旧网址会自动转到新网址。",
        destination,
    )


@hooks.register("before_edit_page")
def closed_is_for_reading(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Pages of a dissolved organisation open at the workbench, which says so and offers no editor."""
    found = page.specific
    actor = actor_of(request)
    if not getattr(found, "is_closed", False) or not actor.scope.may("pages.write", found.org_path):
        return None
    organisation = found.organisation
    messages.warning(
        request,
        f"{organisation.short_name}已于{organisation.dissolved_on:%Y年%-m月%-d日}撤销，页面只供查阅，不能再修改；"
        "内容有误的，请在承接其工作的组织发布更正。",
    )
    if not found.is_content:
        return redirect(found.address)
    return redirect("work-page", found.translation_key)


@hooks.register("before_unpublish_page")
def withdraw_at_the_workbench(request: HttpRequest, page: Page) -> HttpResponse:
    """With a reason."""
    return redirect("work-page-withdraw", page.translation_key)


@hooks.register("before_copy_page")
def copy_as_a_draft_only(request: HttpRequest, page: Page) -> HttpResponse | None:
    """An alias would be on the site at once: that is 转载, at the workbench."""
    if request.method == "POST" and request.POST.get("alias"):
        messages.error(request, "同步副本请在工作台使用“转载到本组织”。")
        return redirect("work-page", page.translation_key)
    return None


@hooks.register("before_publish_page")
@hooks.register("before_convert_alias_page")
def never_here(request: HttpRequest, page: Page) -> HttpResponse:
    """Publishing is the end of a review; an alias stays one."""
    raise Http404


@hooks.register("before_bulk_action")
def no_bulk_acts_on_pages(request: HttpRequest, action_type: str, objects: Any, action: Any) -> HttpResponse | None:
    """Each act on a page has its own reason and journal line."""
    if any(issubclass(model, Page) for model in action.models):
        raise Http404
    return None


def _answer(request: HttpRequest, write: Any, said: str, place: Page) -> HttpResponse:
    try:
        write()
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    except (Conflict, Refused) as error:
        messages.error(request, error.message)
    else:
        messages.success(request, said)
    return redirect("wagtailadmin_explore", place.pk)


# ── what is seen through Wagtail's screens ──────────────────────────────────
@hooks.register("construct_page_chooser_queryset")
def choose_within_reach(pages: QuerySet[Any], request: HttpRequest) -> QuerySet[Any]:
    """Pages one may read, or works on; never drafts of others."""
    known = PageDoor.objects.known_to(actor_of(request)).order_by().values("page_id")
    return pages.filter(pk__in=known)


@hooks.register("construct_admin_api", order=100)
def scoped_admin_api(router: Any) -> None:
    """Images and documents of one's own collections; no acts on pages."""
    router.register_endpoint("images", OwnImages)
    router.register_endpoint("documents", OwnDocuments)
    router.register_endpoint("pages", PagesWithoutActions)


@hooks.register("register_page_header_buttons")
def preview_link_button(page: Page, user: Any, view_name: str, next_url: str | None = None) -> Any:
    """预览链接 beside the title, for whoever may hand one out."""
    found = page.specific
    if view_name == "edit" and found.is_content and user.scope.may(PREVIEW, found.org_path):
        address = reverse("work-page-preview-link", args=[page.translation_key])
        yield Button("给没有账号的人看", address, icon_name="view", priority=15)


@hooks.register("register_admin_viewset", order=100)
def explorer_without_names() -> Any:
    """No list of all accounts in a filter."""
    return NamelessPageViewSet()


@hooks.register("construct_main_menu")
def menu(request: HttpRequest, items: list[Any]) -> None:
    """No reports over the whole place."""
    items[:] = [item for item in items if item.name not in ("reports", "help")]


@hooks.register("construct_settings_menu")
def settings_menu(request: HttpRequest, items: list[Any]) -> None:
    """Accounts, posts, collections and review are kept by services of ours; what is shut is not offered."""
    shut = {"users", "groups", "sites", "redirects", "collections", "workflows", "workflow-tasks", "locales"}
    items[:] = [item for item in items if item.name not in shut]


@hooks.register("construct_homepage_summary_items", order=100)
def summary(request: HttpRequest, items: list[Any]) -> None:
    """No counts of the whole place."""
    items[:] = [item for item in items if isinstance(item, PagesSummaryItem)]


@hooks.register("construct_homepage_panels")
def panels(request: HttpRequest, items: list[Any]) -> None:
    """What to write comes first; what waits for review stands at the workbench."""
    shut = ("workflow_objects_to_moderate", "locked_pages")
    items[:] = [WritingPanel(), *(item for item in items if getattr(item, "name", "") not in shut)]
