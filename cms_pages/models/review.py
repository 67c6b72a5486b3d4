"""The one step of the one workflow 审核: who may decide is a matter of posts and of four eyes, not of groups."""

from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Cast
from wagtail.models import Page, Task, TaskState


class ReviewTask(Task):
    """Review by whoever holds `pages.review` at the page's organisation and wrote none of it."""

    admin_form_fields = Task.admin_form_fields

    class Meta:
        verbose_name = "内容审核"
        verbose_name_plural = "内容审核"

    @classmethod
    def get_description(cls) -> str:
        """As Wagtail's screens describe it."""
        return "由有审核权限、且没有参与编写的人审核"

    def start(self, workflow_state: Any, user: Any = None) -> TaskState:
        """Wagtail started the step: the service checks the permission, journals, tells."""
        from cms_pages.services.review import note_submission

        task_state = super().start(workflow_state, user=user)
        note_submission(user, task_state)
        return task_state

    def on_action(self, task_state: TaskState, user: Any, action_name: str, **kwargs: Any) -> None:
        """Any door of Wagtail's that decides comes through the same service as the workbench."""
        from cms_pages.services import review

        uid = task_state.workflow_state.content_object.translation_key
        if action_name == "approve":
            review.approve(user, uid, comment=kwargs.get("comment", ""))
        elif action_name == "reject":
            review.return_to_author(user, uid, reason=kwargs.get("comment", ""))

    def user_can_access_editor(self, obj: Page, user: Any) -> bool:
        """A reviewer reads at the workbench; writing needs the writer's post."""
        return False

    def locked_for_user(self, obj: Page, user: Any) -> bool:
        """What is under review does not change; the author may take it back first."""
        return True

    def get_actions(self, obj: Page, user: Any) -> list[tuple[str, str, bool]]:
        """Decisions are made at the workbench, beside the page as it will look."""
        return []

    def get_task_states_user_can_moderate(self, user: Any, **kwargs: Any) -> "QuerySet[TaskState]":
        """Steps waiting at pages of the organisations where this person reviews."""
        from cms_pages.models.doors import PageDoor

        doors = PageDoor.objects.workable_by(user, "pages.review").filter(
            page_id=Cast(OuterRef("workflow_state__object_id"), models.IntegerField())
        )
        return TaskState.objects.filter(Exists(doors), task=self, status=TaskState.STATUS_IN_PROGRESS)
