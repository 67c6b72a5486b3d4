"""Wagtail's back office: what of it is used, scoped by posts; what is not used is closed. Things are of the village."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from cms_pages.models import NewsPage
from media.services import ensure_folders, store_document, store_image
from records.kit.actors import SYSTEM
from tests.factories.access import again
from tests.factories.pages import column, draft
from tests.quality.matrix.table import (
    ALL,
    MARK,
    POSTS,
    SIGNED_IN,
    Prefix,
    Row,
    World,
    may,
    office,
)


def build(world: World) -> None:
    """A draft and one under review, a picture and a document that nothing published uses."""
    village, publisher, things = world.county.village, world.people["publisher"], world.things
    picture = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(picture, "PNG")
    upload = SimpleUploadedFile("图.png", picture.getvalue(), content_type="image/png")
    page = draft(village, NewsPage, author=publisher, title=f"{MARK}后台草稿")
    waiting = things["pages.waiting"]
    things["office.draft"], things["office.waiting"] = str(page.pk), str(waiting.pk)
    things["office.revision"] = str(page.latest_revision_id)
    things["office.state"] = str(waiting.workflow_states.first().pk)
    things["office.column"], things["office.branch_column"] = (
        str(column(village).pk),
        str(column(world.county.branch).pk),
    )
    things["office.image"] = str(store_image(SYSTEM, village, upload, title=f"{MARK}图").pk)
    file = SimpleUploadedFile("后台.csv", b"a,b")
    things["office.document"] = str(store_document(SYSTEM, village, file, title=f"{MARK}文件").pk)
    things["office.app"], things["office.model"] = "cms_pages", "newspage"
    things["office.session"], things["office.filter"] = "1", "width-10"
    for name in ("publisher", "administrator"):
        ensure_folders(again(world.people[name]))


def _copy(world: World) -> dict:
    return {
        "new_title": "副本",
        "new_slug": "fuben-2",
        "new_parent_page": world.named("office.column"),
        "copy_subpages": "",
    }


def _editor(world: World) -> dict:
    management = {"TOTAL_FORMS": "0", "INITIAL_FORMS": "0", "MIN_NUM_FORMS": "0", "MAX_NUM_FORMS": "1000"}
    sets = {f"{name}-{key}": value for name in ("attachments", "readers") for key, value in management.items()}
    texts = dict.fromkeys(("summary", "tags", "published_on", "go_live_at", "expire_at"), "")
    return {"title": "改过的标题", "slug": "", "body-count": "0", "audience": "society", **sets, **texts}


_CLOSED = """
admin/test404/ admin/failwhale/ admin/account/ admin/dismissibles/ admin/users/ admin/groups/ admin/sites/ admin/redirects/
admin/forms/ admin/snippets/ admin/collections/ admin/workflows/ admin/embeds/ admin/bulk/ admin/reports/ admin/password_reset/
admin/pages/usage/ admin/pages/<int:page_id>/unpublish/ admin/pages/<int:page_id>/convert_alias/
admin/pages/<int:page_id>/privacy/ admin/pages/<int:page_id>/lock/ admin/pages/<int:page_id>/unlock/
admin/pages/<int:page_to_move_id>/set_position/ admin/pages/<int:page_id>/revisions/<int:revision_id>/unschedule/
admin/pages/workflow/action/ admin/pages/workflow/collect_action_data/ admin/pages/workflow/preview/
admin/api/main/pages/<int:pk>/action/ admin/images/<int:image_id>/generate_url/
admin/images/chooser/<int:image_id>/select_format/
"""
_OPEN = {
    "admin/choose-external-link/": "hands back what was typed",
    "admin/choose-email-link/": "hands back what was typed",
    "admin/choose-phone-link/": "hands back what was typed",
    "admin/choose-anchor-link/": "hands back what was typed",
    "admin/api/main/pages/find/": "leads to the detail, which asks",
    "admin/api/main/documents/find/": "leads to the detail, which asks",
    "admin/api/main/images/find/": "leads to the detail, which asks",
    "admin/pages/create/": "leads to where the person may add",
    "admin/pages/add/<slug:content_type_app_name>/<slug:content_type_model_name>/<int:parent_page_id>/preview/": "asks",
    "admin/pages/<int:page_id>/edit/preview/": "asks, as editing does",
    "admin/editing-sessions/release/": "ends one's own",
    "admin/block-preview/": "a block's sample, no content",
    "admin/documents/multiple/<int:doc_id>/": "files just uploaded; asks",
    "admin/documents/multiple/create_from_uploaded_document/": "one's own upload",
    "admin/documents/multiple/delete_upload/": "one's own upload",
    "admin/documents/chooser/create/": "asks for the permission to add",
    "admin/images/multiple/<int:image_id>/": "files just uploaded; asks",
    "admin/images/multiple/create_from_uploaded_image/": "one's own upload",
    "admin/images/multiple/delete_upload/": "one's own upload",
    "admin/images/chooser/create/": "asks for the permission to add",
    "admin/tag-autocomplete/": "answered by ours, with no words",
    "admin/.*/$": "Wagtail's own way to say that there is nothing",
}
_FOR_ANYONE = {
    "admin/logout/": "ends one's own session",
    "admin/modeladmin/jsi18n/": "words for scripts",
    "admin/sprite/": "drawings",
}
# Taken together: what is closed answers nobody; what is open leads visitors to sign-in and tells nothing out of scope.
PREFIXES = [
    *(Prefix(prefix, "closed") for prefix in _CLOSED.split()),
    *(Prefix(prefix, "asks") for prefix in _OPEN),
    *(Prefix(prefix, "anyone") for prefix in _FOR_ANYONE),
]

ROWS = [
    Row("admin/jsi18n/", GET=may(ALL)),
    Row("admin/", GET=office(POSTS)),
    Row("admin/pages/", GET=may("publisher administrator site")),
    Row("admin/login/", GET=may("", others=403), POST=may("", others=403)),
    Row("admin/tag-autocomplete/.*$", GET=may(SIGNED_IN), address=lambda world: "/admin/tag-autocomplete/?term=a"),
    Row("admin/api/main/pages/", GET=office(POSTS)),
    Row("admin/api/main/pages/<int:pk>/", pk="office.draft", GET=office("publisher administrator site", others=404)),
    Row("admin/api/main/documents/", GET=office(POSTS)),
    Row("admin/api/main/documents/<int:pk>/", pk="office.document", GET=office("publisher site", others=404)),
    Row("admin/api/main/images/", GET=office(POSTS)),
    Row("admin/api/main/images/<int:pk>/", pk="office.image", GET=office("publisher site", others=404)),
    Row(
        "admin/pages/<int:parent_page_id>/", parent_page_id="office.column", GET=office("publisher administrator site")
    ),
    Row(
        "admin/pages/<int:parent_page_id>/results/",
        parent_page_id="office.column",
        GET=office("publisher administrator site"),
    ),
    Row(
        "admin/pages/add/<slug:content_type_app_name>/<slug:content_type_model_name>/<int:parent_page_id>/",
        content_type_app_name="office.app",
        content_type_model_name="office.model",
        parent_page_id="office.column",
        GET=office("publisher administrator site"),
        POST=office("publisher administrator site"),
        data=_editor,
    ),
    Row("admin/pages/<int:page_id>/usage/", page_id="office.draft", GET=office("publisher administrator site")),
    Row(
        "admin/pages/<int:page_id>/edit/",
        page_id="office.draft",
        GET=office("publisher administrator site"),
        POST=office("publisher administrator site"),
        data=_editor,
    ),
    Row("admin/pages/<int:page_id>/view_draft/", page_id="office.draft", GET=office("publisher administrator site")),
    Row(
        "admin/pages/<int:parent_page_id>/add_subpage/",
        parent_page_id="office.column",
        GET=office("publisher administrator site"),
    ),
    Row(
        "admin/pages/<int:page_id>/delete/",
        page_id="office.draft",
        GET=office("publisher administrator site"),
        POST=office("publisher administrator site"),
    ),
    Row("admin/pages/search/", GET=office("publisher administrator site"), query=lambda world: "q=%E5%AF%86"),
    Row("admin/pages/search/results/", GET=office("publisher administrator site"), query=lambda world: "q=%E5%AF%86"),
    Row(
        "admin/pages/<int:page_to_move_id>/move/",
        page_to_move_id="office.draft",
        GET=office("own_secretary content_reviewer administrator site"),
    ),
    Row(
        "admin/pages/<int:page_to_move_id>/move/<int:destination_id>/confirm/",
        page_to_move_id="office.draft",
        destination_id="office.branch_column",
        GET=office("own_secretary content_reviewer administrator site", others=404),
        POST=office("own_secretary publisher content_reviewer administrator site", others=404),
    ),
    Row(
        "admin/pages/<int:page_id>/copy/",
        page_id="office.draft",
        GET=office("publisher administrator site"),
        POST=office("publisher administrator site"),
        data=_copy,
    ),
    Row(
        "admin/pages/workflow/confirm_cancellation/<int:page_id>/",
        page_id="office.waiting",
        GET=office(POSTS),
        POST=office(POSTS),
    ),
    Row("admin/pages/<int:page_id>/revisions/", page_id="office.draft", GET=office(POSTS)),
    Row(
        "admin/pages/<int:page_id>/revisions/<int:revision_id>/view/",
        page_id="office.draft",
        revision_id="office.revision",
        GET=office("publisher administrator site"),
    ),
    Row(
        "admin/pages/<int:page_id>/revisions/<int:revision_id>/revert/",
        page_id="office.draft",
        revision_id="office.revision",
        GET=office("publisher administrator site"),
        POST=office("publisher administrator site"),
        data=_editor,
    ),
    Row(
        "admin/pages/<int:page_id>/workflow_history/",
        page_id="office.waiting",
        GET=office("publisher administrator site"),
    ),
    Row("admin/pages/<int:page_id>/history/", page_id="office.draft", GET=office("publisher administrator site")),
    Row(
        "admin/pages/<int:page_id>/history/results/", page_id="office.draft", GET=office("publisher administrator site")
    ),
    Row(
        "admin/pages/<int:page_id>/workflow_history/detail/<int:workflow_state_id>/",
        page_id="office.waiting",
        workflow_state_id="office.state",
        GET=office("publisher administrator site"),
    ),
    Row(
        r"admin/pages/(\d+)/revisions/compare/(live|earliest|\d+)\.\.\.(live|latest|\d+)/$",
        GET=office("publisher administrator site"),
        address=lambda world: f"/admin/pages/{world.named('office.draft')}/revisions/compare/earliest...latest/",
    ),
    Row("admin/choose-page/", GET=office(POSTS)),
    Row("admin/choose-page/<int:parent_page_id>/", parent_page_id="office.column", GET=office(POSTS)),
    Row("admin/choose-page/search/", GET=office(POSTS), query=lambda world: "q=%E5%AF%86"),
    Row(
        "admin/choose-page/chosen-multiple/", GET=office(POSTS), query=lambda world: f"id={world.named('office.draft')}"
    ),
    Row(
        "admin/editing-sessions/ping/<str:app_label>/<str:model_name>/<str:object_id>/<int:session_id>/",
        app_label="office.app",
        model_name="office.model",
        object_id="office.draft",
        session_id="office.session",
        POST=office("publisher administrator site", others=404),
    ),
    Row("admin/documents/", GET=office("publisher administrator site")),
    Row("admin/documents/results/", GET=office("publisher administrator site")),
    Row(
        "admin/documents/add/", GET=office("publisher administrator site"), POST=office("publisher administrator site")
    ),
    Row(
        "admin/documents/edit/<int:document_id>/",
        document_id="office.document",
        GET=office("publisher site"),
        POST=office("publisher site"),
    ),
    Row(
        "admin/documents/delete/<int:document_id>/",
        document_id="office.document",
        GET=office("publisher site"),
        POST=office("publisher site"),
        DELETE=office("publisher site"),
    ),
    Row("admin/documents/usage/<int:document_id>/", document_id="office.document", GET=office("publisher site")),
    Row("admin/documents/multiple/add/", GET=office("publisher administrator site")),
    Row("admin/documents/chooser/", GET=office(POSTS)),
    Row("admin/documents/chooser/results/", GET=office(POSTS)),
    Row("admin/documents/chooser/chosen/<str:pk>/", pk="office.document", GET=office("publisher site")),
    Row(
        "admin/documents/chooser/chosen-multiple/",
        GET=office(POSTS),
        query=lambda world: f"id={world.named('office.document')}",
    ),
    Row("admin/images/", GET=office("publisher administrator site")),
    Row("admin/images/results/", GET=office("publisher administrator site")),
    Row("admin/images/add/", GET=office("publisher administrator site"), POST=office("publisher administrator site")),
    Row(
        "admin/images/<int:image_id>/",
        image_id="office.image",
        GET=office("publisher site"),
        POST=office("publisher site"),
    ),
    Row(
        "admin/images/<int:image_id>/delete/",
        image_id="office.image",
        GET=office("publisher site"),
        POST=office("publisher site"),
        DELETE=office("publisher site"),
    ),
    Row(
        "admin/images/<int:image_id>/preview/<str:filter_spec>/",
        image_id="office.image",
        filter_spec="office.filter",
        GET=office("publisher site"),
    ),
    Row("admin/images/usage/<int:image_id>/", image_id="office.image", GET=office("publisher site")),
    Row("admin/images/multiple/add/", GET=office("publisher administrator site")),
    Row("admin/images/chooser/", GET=office(POSTS)),
    Row("admin/images/chooser/results/", GET=office(POSTS)),
    Row("admin/images/chooser/chosen/<str:pk>/", pk="office.image", GET=office("publisher site")),
    Row(
        "admin/images/chooser/chosen-multiple/",
        GET=office(POSTS),
        query=lambda world: f"id={world.named('office.image')}",
    ),
]
