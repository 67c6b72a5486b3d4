"""写新内容: from the workbench straight to the editor of the right kind in the right organisation."""

from typing import Any

from django.urls import reverse

from cms_pages.columns import ColumnKind
from cms_pages.models import ColumnPage, CoursePage, DisclosurePage, NewsPage, PlanPage, RulePage
from records.kit.actors import Actor
from records.kit.errors import NotVisible
from records.organisations.forms import drill_down
from records.organisations.models import Organisation

# (type, what it is for): in the order in which branches need them.
KINDS: list[tuple[type[Any], str]] = [
    (DisclosurePage, "党费收缴使用、发展党员、决议执行等按目录应当公开的事项；发布后生成证明"),
    (NewsPage, "工作动态、通知"),
    (PlanPage, "年度、季度计划和小结"),
    (RulePage, "本组织的制度和上级文件，写明文号、制定机关和效力"),
    (CoursePage, "先写课程，再在课程下写各讲；试题在工作台“课程试题”里"),
]


def writing_context(actor: Actor, chosen: Organisation | None) -> dict[str, Any]:
    """Five kinds of page for one organisation of the actor's, and the other organisations to choose from.

    Raises NotVisible for whoever writes nowhere, or not at the chosen organisation.
    """
    paths = actor.scope.paths("pages.write")
    if not paths:
        raise NotVisible()
    organisation = chosen or Organisation.objects.manageable_by(actor, "pages.write").order_by("path").first()
    if organisation is None or not actor.scope.may("pages.write", organisation.path):
        raise NotVisible()
    columns = {page.kind: page for page in ColumnPage.objects.filter(organisation=organisation)}
    return {
        "title": "写新内容",
        "kicker": organisation.short_name,
        "intro": "选一种，填好后提交审核；审核人通过后发布。没写完的自动存为草稿，以后在“我的草稿”里接着写。",
        "crumbs": [
            {"label": "工作台", "url": "/work/"},
            {"label": "页面审核", "url": reverse("work-pages")},
            {"label": "写新内容", "url": ""},
        ],
        "kinds": [
            _kind(model, purpose, columns[kind])
            for model, purpose in KINDS
            if (kind := ColumnKind(model.column_kind)) in columns and model.can_create_at(columns[kind])
        ],
        "section_url": reverse("wagtailadmin_explore", args=[next(iter(columns.values())).get_parent().pk])
        if columns
        else "",
        "places": [
            {"label": label.strip(), "url": f"?organisation={uid}"}
            for uid, label in drill_down(organisation.path, paths)
            if str(organisation.uid) != uid
        ],
    }


def _kind(model: type[Any], purpose: str, column: ColumnPage) -> dict[str, Any]:
    address = reverse("wagtailadmin_pages:add", args=["cms_pages", model._meta.model_name, column.pk])
    label = str(model._meta.verbose_name)
    return {"title": label, "url": address, "meta": purpose, "action": {"label": "开始写", "url": address}}
