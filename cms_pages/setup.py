"""What must be there before the first section: home page, site, workflow."""

from django.conf import settings
from django.db import transaction
from wagtail.models import Locale, Page, Site, Workflow, WorkflowPage, WorkflowTask

from cms_pages.models import HomePage, ReviewTask
from cms_pages.services.doors import keep_door

HOME_SLUG = "home"
WORKFLOW = "内容审核"
WHOLE = "全站"  # above the home page stands one page more, Wagtail's root


def ensure() -> None:
    """Put it in place (setup_portal); can run as often as one likes."""
    ensure_site()


def ensure_site() -> HomePage:
    """Make the home page, the one site that points at it, and the one workflow on it, whatever is missing."""
    with transaction.atomic():
        home = HomePage.objects.first() or _make_home()
        keep_door(home)
        site = Site.objects.filter(is_default_site=True).first() or Site(hostname="localhost", is_default_site=True)
        if site.root_page_id != home.pk or site.site_name != settings.PORTAL["name"]:
            site.root_page = Page.objects.get(pk=home.pk)
            site.site_name = settings.PORTAL["name"]
            site.save()
        # Wagtail's own first page is called Root; whoever chooses a page begins there.
        Page.objects.filter(depth=1, title="Root").update(title=WHOLE, draft_title=WHOLE)
        _ensure_workflow(home)
        _remove_welcome(home)
    return home


def _make_home() -> HomePage:
    Locale.objects.get_or_create(language_code=settings.LANGUAGE_CODE)
    root = Page.objects.filter(depth=1).first() or Page.add_root(instance=Page(title=WHOLE, slug="root"))
    slug = HOME_SLUG
    welcome = root.get_children().filter(slug=HOME_SLUG).first()
    if welcome is not None:
        welcome.slug = "welcome"
        welcome.save(clean=False)
    home = HomePage(
        title=settings.PORTAL["name"],
        slug=slug,
        lead=f"{settings.PORTAL['subtitle']}：公开、学习与制度，都在这里",
        intro="党员和群众可以查到每一个党组织公开了什么、依据哪条制度，并就任何一件提出问题与建议。",
    )
    Page.objects.get(pk=root.pk).add_child(instance=home)
    return home


def _ensure_workflow(home: HomePage) -> None:
    task = ReviewTask.objects.filter(active=True).first() or ReviewTask.objects.create(name=WORKFLOW)
    workflow = Workflow.objects.filter(workflow_tasks__task=task, active=True).first()
    if workflow is None:
        workflow = Workflow.objects.create(name=WORKFLOW)
        WorkflowTask.objects.create(workflow=workflow, task=task)
    WorkflowPage.objects.update_or_create(page=home.page_ptr, defaults={"workflow": workflow})


def _remove_welcome(home: HomePage) -> None:
    """Wagtail's own first page says welcome in English."""
    page_type = Page._meta.model_name
    for page in Page.objects.filter(depth=2, numchild=0, content_type__model=page_type).exclude(pk=home.pk):
        page.delete()
