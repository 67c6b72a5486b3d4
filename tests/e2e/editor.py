"""What a hand does in the back office's page editor."""

from typing import Any


def add_block(publisher: Any, label: str) -> None:
    """Add a block at the end of the body."""
    publisher.locator("[data-streamfield-stream-container] button.c-sf-add-button").last.click()
    publisher.locator(f"[role=option]:has-text('{label}')").first.click()


def upload(publisher: Any, name: str, kind: str, content: bytes) -> None:
    """In the chooser that is open: upload a file and take it."""
    publisher.click(".modal >> text=上传 >> nth=0")
    form = publisher.locator(".modal form:has(input[type=file])")
    form.locator("input[type=file]").set_input_files({"name": name, "mimeType": kind, "buffer": content})
    form.locator("[name$=title]").fill(name.rpartition(".")[0])
    form.locator("[type=submit]").last.click()
    publisher.locator(".modal").wait_for(state="detached")


def open_actions(publisher: Any) -> None:
    """Open the menu beside 保存草稿, once what was written is saved."""
    publisher.locator("footer .w-dropdown button, footer [data-w-dropdown-target=toggle]").first.click()
    publisher.locator("button[name=action-submit]").wait_for()
