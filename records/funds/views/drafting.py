"""New and change: a form with lines; more lines by a button that posts, so that it works without scripts."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from records.funds import presenting, services
from records.funds.figures import hints_on
from records.funds.forms import draft as drafts
from records.funds.forms.fields import show_errors
from records.funds.models import Application
from records.funds.rules import gaps
from records.funds.snapshots import form_of
from records.funds.views.common import attempt, items_of, screen, visible
from records.funds.workflow import CHANGE, why_not
from records.kit.actors import Actor
from records.kit.errors import Conflict, NotVisible, Refused
from records.kit.models import local_today
from records.organisations.models import Organisation

SPARE = 2  # empty lines below those that are there
MOST_CHOICES = 40


@screen
def new(request: HttpRequest, actor: Actor) -> HttpResponse:
    """起草."""
    places = _places(actor)
    organisation = _chosen(actor, request.GET.get("organisation", ""), places)
    if organisation is None:
        return _ask_where(request, places)
    plans = list(Application.objects.visible_to(actor).plans().filter(organisation=organisation).order_by("-uid")[:50])
    title = f"{organisation.short_name}{local_today().year}年经费申请"
    editor = _Editor(request, actor, plans, {"title": title, "year": local_today().year, "kind": "application"}, [])
    if request.method == "POST" and editor.wants_saving():
        made = attempt(
            lambda: services.draft(
                actor, organisation, items=editor.lines(), submit_key=editor.form.key, **editor.form.details()
            ),
            editor.show,
        )
        if made is not None:
            return _after(request, actor, made, editor.act)
    return editor.page(request, organisation, title="起草经费申请", cancel_url="/work/funds/")


@screen
def change(request: HttpRequest, actor: Actor, uid: uuid.UUID) -> HttpResponse:
    """修改草稿."""
    application = visible(actor, uid)
    if not actor.scope.may(CHANGE.action, application.org_path):
        raise Refused()
    if reason := why_not(application.state, CHANGE):
        messages.error(request, reason)
        return redirect(f"/work/funds/{uid}/")
    items = items_of(application)
    organisation = application.organisation
    plans = list(Application.objects.visible_to(actor).plans().filter(organisation=organisation).order_by("-uid")[:50])
    values, lines = drafts.form_values(application), [drafts.line_values(item) for item in items]
    editor = _Editor(request, actor, plans, values, lines, application)
    if request.method == "POST" and editor.wants_saving():
        made = attempt(
            lambda: services.change_draft(
                actor,
                uid,
                items=editor.lines(),
                expected_version=editor.form.expected_version,
                **editor.form.details(),
            ),
            editor.show,
        )
        if made is not None:
            return _after(request, actor, made, editor.act)
    elif request.method == "GET" and "check" in request.GET:
        editor.check(values, lines, gaps(form_of(application, items), local_today()))
    found = hints_on(form_of(application, items), local_today())
    aside = [{"title": f"第{hint.number}项请核对", "text": f"{hint.text}{_basis(hint.basis)}"} for hint in found]
    return editor.page(
        request,
        organisation,
        title="修改经费申请",
        kicker=presenting.kicker(application),
        cancel_url=f"/work/funds/{uid}/",
        aside=aside,
        steps=presenting.stages(application),
        notice=_returned(application),
    )


class _Editor:
    """The form and its lines, as stored, as typed, or as typed with one more line."""

    def __init__(
        self,
        request: HttpRequest,
        actor: Actor,
        plans: list[Application],
        values: dict[str, Any],
        lines: list[dict[str, Any]],
        application: Application | None = None,
    ) -> None:
        self.act = request.POST.get("act", "save")
        self.plans = plans
        self.version = application.version if application else None
        self.choices = {
            "categories": drafts.category_choices(),
            "plan_items": drafts.plan_item_choices(application),
        }
        if request.method == "POST" and self.act == "line":
            typed = drafts.typed_lines(request.POST)
            self.form = self._form(initial=request.POST.dict())
            self.formset = drafts.lines_formset(initial=typed, extra=1, **self.choices)
        elif request.method == "POST":
            self.form = self._form(request.POST)
            self.formset = drafts.lines_formset(request.POST, extra=SPARE, **self.choices)
        else:
            self.form = self._form(initial=values)
            self.formset = drafts.lines_formset(initial=lines, extra=SPARE, **self.choices)

    def _form(self, *args: Any, **kwargs: Any) -> drafts.DraftForm:
        return drafts.DraftForm(*args, plans=self.plans, version=self.version, **kwargs)

    def wants_saving(self) -> bool:
        """Whether what was sent can be read and is to be kept."""
        return self.act != "line" and all([self.form.is_valid(), self.formset.is_valid()])

    def lines(self) -> list[services.ItemInput]:
        """The lines that hold something."""
        return [form.line() for form in self.formset.kept()]

    def show(self, error: ValidationError) -> None:
        """Put each message where it belongs."""
        rest = self.formset.show(error)
        if rest:
            show_errors(self.form, ValidationError({name or "__all__": said for name, said in rest.items()}))

    def check(self, values: dict[str, Any], lines: list[dict[str, Any]], missing: dict[str, str]) -> None:
        """Show at each field what is missing before the stored form may be filed."""
        data = drafts.posted({**values, "version": self.version, "submit_key": str(uuid.uuid4())}, lines)
        self.form = self._form(data)
        self.formset = drafts.lines_formset(data, extra=0, **self.choices)
        if self.wants_saving() and missing:
            self.show(ValidationError(missing))

    def page(self, request: HttpRequest, organisation: Organisation, **context: Any) -> HttpResponse:
        """The form as a page."""
        wrong = bool(self.form.is_bound and (self.form.errors or self.formset.total_error_count()))
        shown = {
            "crumbs": presenting.crumbs((context["title"], "")),
            "intro": f"{organisation.short_name}。可以先存草稿，补齐后再申报；申报的内容会原样留存。",
            "form": self.form,
            "formset": self.formset,
            "autosave": "funds-draft",
            "actions": [{"label": "存草稿", "name": "act", "value": "save"}],
            "submit_label": "申报",
            "submit_name": "act",
            "submit_value": "file",
            **context,
        }
        return render(request, "funds/draft.html", shown, status=422 if wrong and request.method == "POST" else 200)


def _after(request: HttpRequest, actor: Actor, made: Application, act: str) -> HttpResponse:
    """The draft is kept; file it if that was asked, or show what is still missing."""
    if act != "file":
        messages.success(request, "草稿已保存。")
        return redirect(f"/work/funds/{made.uid}/?sent=funds-draft")
    try:
        filed = services.file(actor, made.uid)
    except ValidationError:
        return redirect(f"/work/funds/{made.uid}/edit/?check=1")
    except (Conflict, Refused) as error:
        messages.error(request, error.message)
        return redirect(f"/work/funds/{made.uid}/")
    messages.success(request, f"已申报，编号{filed.serial}。")
    return redirect(f"/work/funds/{made.uid}/?sent=funds-draft")


def _places(actor: Actor) -> list[Organisation]:
    """Where the actor may draft; not more than anyone would choose from."""
    paths = actor.scope.paths("funds.draft")
    rows = Organisation.objects.working(local_today())
    rows = rows if "" in paths else rows.filter(path__in=paths)
    return list(rows.in_list_order()[: MOST_CHOICES + 1])


def _chosen(actor: Actor, text: str, places: list[Organisation]) -> Organisation | None:
    if text:
        try:
            found = Organisation.objects.filter(uid=uuid.UUID(text)).first()
        except ValueError:
            raise NotVisible() from None
        if found is None or not actor.scope.may("funds.draft", found.path):
            raise NotVisible()
        return found
    if not places:
        raise Refused("您没有起草经费申请的职务；起草由申报组织的书记或组织管理员办理。")
    return places[0] if len(places) == 1 else None


def _ask_where(request: HttpRequest, places: list[Organisation]) -> HttpResponse:
    many = len(places) > MOST_CHOICES
    context = {
        "title": "为哪个组织起草？",
        "crumbs": presenting.crumbs(("起草", "")),
        "message": "组织较多，这里只列出一部分；其余请从该组织的经费列表进入。" if many else "",
        "actions": [
            {"label": place.short_name, "url": f"/work/funds/new/?organisation={place.uid}"}
            for place in places[:MOST_CHOICES]
        ],
    }
    return render(request, "theme/message.html", context)


def _returned(application: Application) -> dict[str, str] | None:
    round_ = application.rounds.order_by("-pk").first()
    if round_ is None or round_.outcome != "returned":
        return None
    return {"title": f"{round_.reviewed_by_name}退回，请修改后重新申报", "note": round_.remark, "tone": "bad"}


def _basis(basis: str) -> str:
    return f"（{basis}）" if basis else ""
