"""Registers in the back office: wagtail-modeladmin, with our door, our permissions and our services.

A domain's `admin.py` declares a `RecordAdmin` and registers it. What differs from the stock class: rows are addressed by
uid and reached through `visible_to`; permissions come from policies; saving calls a service; deleting does not exist; a
list counts once; look-ups that no filter declares are not accepted from the address (they would disclose hidden columns).
"""

import uuid
from types import MethodType
from typing import Any, ClassVar

from django.contrib.admin.sites import AdminSite
from django.core.exceptions import ValidationError
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.functional import cached_property
from wagtail_modeladmin.helpers import ButtonHelper, PermissionHelper
from wagtail_modeladmin.options import ModelAdmin
from wagtail_modeladmin.views import CreateView, EditView, IndexView, InspectView

from records.kit.errors import Conflict, Refused
from records.kit.web import actor_of
from records.kit.write import path_of


class PolicyPermissions(PermissionHelper):  # type: ignore[misc]
    """Answers from policies and posts, never from Django's groups."""

    def __init__(self, model_admin: "RecordAdmin") -> None:
        super().__init__(model_admin.model, inspect_view_enabled=True)
        self.actions = model_admin

    def user_can_list(self, user: Any) -> bool:
        """Whether the person may view rows somewhere."""
        return bool(user.scope.paths(self.actions.view_action))

    def user_has_any_permissions(self, user: Any) -> bool:
        """The same: whoever may list sees the menu item."""
        return self.user_can_list(user)

    def user_can_create(self, user: Any) -> bool:
        """Whether a row may be created somewhere; the service decides where."""
        return bool(self.actions.create_action) and bool(user.scope.paths(self.actions.create_action))

    def user_can_inspect_obj(self, user: Any, obj: models.Model) -> bool:
        """Whatever is visible may be inspected; visibility was settled by the queryset."""
        return self.user_can_list(user)

    def user_can_edit_obj(self, user: Any, obj: models.Model) -> bool:
        """Whether the row may be changed by this person."""
        return bool(self.actions.change_action) and user.scope.may(self.actions.change_action, path_of(obj))

    def user_can_delete_obj(self, user: Any, obj: models.Model) -> bool:
        """Never: records are not deleted."""
        return False


class UidButtons(ButtonHelper):  # type: ignore[misc]
    """Links that carry the uid, never the database's number."""

    def get_buttons_for_obj(self, obj: Any, exclude: Any = None, **kwargs: Any) -> list[dict[str, str]]:
        """View and, where permitted, change."""
        buttons = [] if "inspect" in (exclude or ()) else [{**self.inspect_button(str(obj.uid)), "label": "查看"}]
        if self.permission_helper.user_can_edit_obj(self.request.user, obj):
            buttons.append(self.edit_button(str(obj.uid)))
        return buttons

    def get_primary_button(self, obj: Any) -> dict[str, str]:
        """What a click on the row does."""
        return self.get_buttons_for_obj(obj)[0]


class ByUid:
    """Instance views find their row by uid."""

    # The stock view sets this from the model's primary key when it is made; here it stays.
    pk_attname = property(lambda self: "uid", lambda self, value: None)


class RecordIndexView(IndexView):  # type: ignore[misc]
    """The list: one queryset and one count a request."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Hand an export to the workbench, where it is journalled and streamed."""
        if self.EXPORT_VAR in request.GET:
            if not self.model_admin.export_url:
                raise Http404
            return HttpResponseRedirect(self.model_admin.export_url)
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        return response

    def get_filters(self, request: HttpRequest) -> Any:
        """Accept from the address only what a declared filter understands."""
        specs, has_filters, _undeclared, distinct = super().get_filters(request)
        return specs, has_filters, {}, distinct

    def get_queryset(self, request: HttpRequest | None = None) -> models.QuerySet[Any]:
        """Built once a request; it remembers its count."""
        if not hasattr(self, "_rows"):
            self._rows = counted_once(super().get_queryset(request), self._known if self._shows_everything else None)
        return self._rows

    def get_base_queryset(self, request: HttpRequest | None = None) -> models.QuerySet[Any]:
        """Everything visible; it remembers its count."""
        if not hasattr(self, "_visible"):
            self._visible = counted_once(super().get_base_queryset(request), self._known)
        return self._visible

    @cached_property
    def _known(self) -> list[int]:
        return []

    @property
    def _shows_everything(self) -> bool:
        """No filter and no search: what is listed is what is visible, counted once for both."""
        return set(self.request.GET) <= {self.PAGE_VAR, self.ORDER_VAR, self.ORDER_TYPE_VAR}


class RecordInspectView(ByUid, InspectView):  # type: ignore[misc]
    """One row, read only."""

    page_title = "查看"  # the stock translation says 检查

    def get_field_display_value(self, field_name: str, field: Any = None) -> Any:
        """As people read it."""
        value = super().get_field_display_value(field_name, field)
        return in_words(value) if isinstance(value, bool) else value


class _ThroughService:
    """Form views whose saving is a service's write."""

    def save_through(self, form: Any) -> models.Model:
        raise NotImplementedError

    def form_valid(self, form: Any) -> HttpResponse:
        """Write; what the service refuses stands at the field, and nothing typed is lost."""
        try:
            self.instance = self.save_through(form)
        except Conflict as error:
            form.add_error(None, error.message)
        except Refused as error:
            form.add_error(None, error.message)
        except ValidationError as error:
            known = {
                field: messages
                for field, messages in getattr(error, "message_dict", {}).items()
                if field in form.fields
            }
            rest = [text for text in error.messages if not any(text in messages for messages in known.values())]
            for field, messages in known.items():
                form.add_error(field, messages)
            for text in rest:
                form.add_error(None, text)
        else:
            from wagtail.admin import messages as admin_messages

            admin_messages.success(self.request, f"已保存“{self.instance}”。")  # type: ignore[attr-defined]
            return HttpResponseRedirect(self.get_success_url())  # type: ignore[attr-defined]
        response: HttpResponse = self.form_invalid(form)  # type: ignore[attr-defined]
        return response


class RecordCreateView(_ThroughService, CreateView):  # type: ignore[misc]
    """Register a new row."""

    def save_through(self, form: Any) -> models.Model:
        """The admin class says which service."""
        return self.model_admin.create_through(actor_of(self.request), form)  # type: ignore[no-any-return]


class RecordEditView(ByUid, _ThroughService, EditView):  # type: ignore[misc]
    """Change a row."""

    def save_through(self, form: Any) -> models.Model:
        """The admin class says which service; the version the form was opened with guards against a quicker colleague."""
        uid: uuid.UUID = self.instance.uid  # type: ignore[attr-defined]
        changed: models.Model = self.model_admin.change_through(actor_of(self.request), uid, form)
        return changed


class RecordAdmin(ModelAdmin):  # type: ignore[misc]
    """Base of every register. Set `model`, `view_action`; with forms also `create_action`/`change_action` and the two hooks."""

    view_action: ClassVar[str] = ""
    create_action: ClassVar[str] = ""
    change_action: ClassVar[str] = ""
    export_url: ClassVar[str] = ""

    list_display: tuple[str, ...] = ("__str__",)
    inspect_view_enabled = True
    history_view_enabled = False  # the journal has it
    list_per_page = 50
    index_view_class = RecordIndexView
    inspect_view_class = RecordInspectView
    create_view_class = RecordCreateView
    edit_view_class = RecordEditView
    button_helper_class = UidButtons

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self.permission_helper = PolicyPermissions(self)
        self.list_display = tuple(self._column(name) for name in self.list_display)
        # A filter on a relation asks it for the other model's ordering; the stock one needs django.contrib.admin.
        self.admin_site = AdminSite(name="registers")

    def _column(self, name: str) -> str:
        """A yes or no stands in words: the stock column shows a picture of django.contrib.admin, which is not here."""
        fields = {field.name: field for field in self.model._meta.concrete_fields}
        field = fields.get(name)
        if not isinstance(field, models.BooleanField):
            return name

        def column(row: models.Model) -> str:
            return in_words(getattr(row, name))

        column.short_description = field.verbose_name  # type: ignore[attr-defined]
        column.admin_order_field = name  # type: ignore[attr-defined]
        setattr(self, f"{name}_in_words", column)
        return f"{name}_in_words"

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        """The one guarded door."""
        rows: models.QuerySet[Any] = self.model._default_manager.visible_to(actor_of(request))
        ordering = self.get_ordering(request)
        return rows.order_by(*ordering) if ordering else rows

    def create_through(self, actor: Any, form: Any) -> models.Model:
        """Call the service that creates; `form.cleaned_data` is what was typed."""
        raise NotImplementedError

    def change_through(self, actor: Any, uid: uuid.UUID, form: Any) -> models.Model:
        """Call the service that changes."""
        raise NotImplementedError

    def inspect_view(self, request: HttpRequest, instance_pk: str) -> HttpResponse:
        """One visible row, or 404."""
        self._visible_or_404(request, instance_pk)
        response: HttpResponse = super().inspect_view(request, instance_pk)
        return response

    def edit_view(self, request: HttpRequest, instance_pk: str) -> HttpResponse:
        """One visible row's form, or 404."""
        self._visible_or_404(request, instance_pk)
        if not self.change_action:
            raise Http404
        response: HttpResponse = super().edit_view(request, instance_pk)
        return response

    def delete_view(self, request: HttpRequest, instance_pk: str) -> HttpResponse:
        """Records are not deleted."""
        raise Http404

    def _visible_or_404(self, request: HttpRequest, text: str) -> None:
        try:
            uid = uuid.UUID(text)
        except ValueError:
            raise Http404 from None
        if not self.get_queryset(request).filter(uid=uid).exists():
            raise Http404


def in_words(value: bool | None) -> str:
    """Yes, no, or nothing where it is not known."""
    return "" if value is None else "是" if value else "否"


def counted_once(rows: models.QuerySet[Any], known: list[int] | None = None) -> models.QuerySet[Any]:
    """Give a queryset a `count` that asks the database once; its slices and filters are other querysets.

    Querysets of the same rows may share what is `known`. It has to be a method: of anything else a paginator doesn't
    believe that it counts, and loads every row to count them itself.
    """
    known = [] if known is None else known
    ask = rows.count

    def count(self: models.QuerySet[Any]) -> int:
        if not known:
            known.append(ask())
        return known[0]

    rows.count = MethodType(count, rows)  # type: ignore[method-assign]
    return rows
