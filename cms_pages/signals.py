"""Wagtail's happenings, turned into calls of a service; no rule stands here."""

from typing import Any

from django.db.models.signals import post_save
from django.dispatch import receiver
from wagtail.models import WorkflowState
from wagtail.signals import page_published, page_unpublished, post_page_move, workflow_cancelled

from cms_pages.models import ContentPage
from records.kit import visitors


@receiver(post_save, dispatch_uid="cms_pages.door")
def door_of_new_page(sender: Any, instance: Any, created: bool, raw: bool = False, **kwargs: Any) -> None:
    """A page made through whichever of Wagtail's doors gets a door of ours in the same breath."""
    if created and not raw and isinstance(instance, ContentPage):
        from cms_pages.services.doors import keep_door

        keep_door(instance)


@receiver(workflow_cancelled, sender=WorkflowState, dispatch_uid="cms_pages.recall")
def review_ended(sender: Any, instance: WorkflowState, user: Any, **kwargs: Any) -> None:
    """A review was taken back, through whichever door."""
    from cms_pages.services.review import note_recall

    note_recall(user, instance)


@receiver([page_published, page_unpublished, post_page_move], dispatch_uid="cms_pages.visitors")
def site_changed(sender: Any, **kwargs: Any) -> None:
    """A page came, went or moved by whichever of Wagtail's doors: what visitors were shown is made anew."""
    visitors.changed()
