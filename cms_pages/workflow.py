"""What Wagtail does when the workflow is finished (setting WAGTAIL_FINISH_WORKFLOW_ACTION)."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # Wagtail imports this module while its own models are being loaded
    from wagtail.models import WorkflowState


def publish_after_review(workflow_state: "WorkflowState", user: Any = None) -> None:
    """Publish what was approved, through the one service that publishes."""
    from cms_pages.services.publishing import publish_reviewed

    publish_reviewed(workflow_state, user)
