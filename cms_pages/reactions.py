"""What sections do when organisations change. All in the same transaction: an address never lies."""

from wagtail.actions.move_page import MovePageAction
from wagtail.models import Page

from cms_pages.models import SectionPage
from cms_pages.sections import free_slug, provision_section
from cms_pages.services.doors import pieces, reopen_below
from cms_pages.services.files import keep_uses
from cms_pages.services.placing import leave_redirect
from cms_pages.services.publishing import settle
from cms_pages.services.writing import refresh_entries
from records.kit.events import When, reacts_to
from records.organisations.events import (
    OrganisationDissolved,
    OrganisationMoved,
    OrganisationReinstated,
    OrganisationRenamed,
    OrganisationSetUp,
)
from records.organisations.models import Organisation


@reacts_to(OrganisationSetUp, When.SAME_TRANSACTION)
def make_section(event: OrganisationSetUp) -> None:
    """A new organisation has its section and columns at once."""
    from cms_pages.models import HomePage

    if HomePage.objects.exists():
        provision_section(Organisation.objects.get(uid=event.organisation))


@reacts_to(OrganisationRenamed, When.SAME_TRANSACTION)
def retitle_section(event: OrganisationRenamed) -> None:
    """A section's title follows the organisation's name, its address does not; what its pages are found with says the new one."""
    organisation = Organisation.objects.get(uid=event.organisation)
    section = SectionPage.objects.filter(organisation=organisation).first()
    if section is None:
        return
    title = organisation.short_name
    Page.objects.filter(pk=section.pk).update(title=title, draft_title=title)
    for revision in section.revisions.filter(pk__in={section.latest_revision_id, section.live_revision_id} - {None}):
        revision.content["title"] = title
        revision.save(update_fields=["content"])
    refresh_of(organisation)


@reacts_to(OrganisationMoved, When.SAME_TRANSACTION)
def move_section(event: OrganisationMoved) -> None:
    """A moved organisation takes its section, with all below it, along; one prefix redirect stays behind."""
    organisation = Organisation.objects.get(uid=event.organisation)
    section = SectionPage.objects.filter(organisation=organisation).first()
    parent = organisation.get_parent()
    if section is None or parent is None:
        return
    target = Page.objects.get(pk=provision_section(parent).pk)
    if section.get_parent().pk == target.pk:
        return
    old_address = section.url_path
    slug = free_slug(section.slug, set(target.get_children().values_list("slug", flat=True)))
    if slug != section.slug:
        section.slug = slug
        section.save(clean=False)
    MovePageAction(section, target, pos="last-child").execute(skip_permission_checks=True)
    moved = SectionPage.objects.get(pk=section.pk)
    leave_redirect(old_address, moved)
    settle(moved)
    for page_ids in pieces(reopen_below(moved)):
        keep_uses([page.specific for page in Page.objects.filter(pk__in=page_ids)])
    refresh_below(moved)


@reacts_to(OrganisationDissolved, When.SAME_TRANSACTION)
def close_section(event: OrganisationDissolved) -> None:
    """A dissolved organisation's section stays readable and says so; what is under review goes back to its authors."""
    section = SectionPage.objects.filter(organisation__uid=event.organisation).first()
    if section is None:
        return
    from wagtail.models import WorkflowState

    numbers = [str(pk) for pk in section.get_descendants(inclusive=True).values_list("pk", flat=True)]
    for piece in (numbers[start : start + 500] for start in range(0, len(numbers), 500)):
        for state in WorkflowState.objects.filter(status=WorkflowState.STATUS_IN_PROGRESS, object_id__in=piece):
            state.cancel()
    refresh_entries([section])


@reacts_to(OrganisationReinstated, When.SAME_TRANSACTION)
def reopen_section(event: OrganisationReinstated) -> None:
    """The section of an organisation whose dissolution was taken back no longer says that it is dissolved."""
    section = SectionPage.objects.filter(organisation__uid=event.organisation).first()
    if section is not None:
        refresh_entries([section])


def refresh_below(page: Page) -> None:
    """Have the entries of a page and of all below it refreshed (their addresses and ancestors changed)."""
    from cms_pages.search import touch_below

    touch_below(page)


def refresh_of(organisation: Organisation) -> None:
    """Have the entries of an organisation's own pages refreshed."""
    from cms_pages.search import touch_of

    touch_of(organisation.pk)
