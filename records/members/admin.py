"""The register in the back office: list, filters, inspection, corrections; acts of membership stand at the workbench."""

import uuid
from typing import Any, ClassVar

from django import forms
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList
from wagtail_modeladmin.options import modeladmin_register

from records.kit.actors import Actor
from records.kit.admin import RecordAdmin
from records.members import services
from records.members.forms import MEMBERSHIP, PLACE, STUDY_AND_WORK, WHO
from records.members.models import SENSITIVE, Member


class MemberAdminForm(WagtailAdminModelForm):  # type: ignore[misc]
    """Carries the version the person saw, so that a quicker colleague is noticed."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["seen_version"].initial = self.instance.version

    def _post_clean(self) -> None:
        """Leave the judging to the service: the instance is not filled here, so nothing typed rests on it."""


class MemberAdmin(RecordAdmin):
    """党员."""

    model = Member
    menu_label = "党员"
    menu_icon = "group"
    view_action = "members.view"
    change_action = "members.change"
    export_url = "/work/members/export/"
    list_display = ("name", "organisation", "category", "standing", "masked_identity_number", "joined_on")
    list_filter = ("category", "standing", "sex", "is_floating", "is_lost_contact", "education", "occupation")
    list_select_related = ("organisation",)
    search_fields = ("name", "pinyin")
    ordering = ("sort_key", "uid")
    inspect_view_fields: ClassVar[list[str]] = [
        "organisation",
        "sex",
        "birth_date",
        "category",
        "standing",
        "standing_since",
        *WHO,
        *MEMBERSHIP,
        *STUDY_AND_WORK,
        *PLACE,
    ]
    edit_handler = ObjectList(
        [
            FieldPanel("seen_version", classname="w-hidden"),
            MultiFieldPanel([FieldPanel(name) for name in WHO], heading="本人"),
            MultiFieldPanel([FieldPanel(name) for name in MEMBERSHIP], heading="党籍"),
            MultiFieldPanel([FieldPanel(name) for name in STUDY_AND_WORK], heading="学习和工作"),
            MultiFieldPanel([FieldPanel(name) for name in PLACE], heading="居住和流动"),
        ],
        base_form_class=MemberAdminForm,
    )

    def get_queryset(self, request: Any) -> Any:
        """By post only: the own record stands on the own page."""
        rows: Any = super().get_queryset(request)
        return rows.administered_by(request.user)

    def masked_identity_number(self, member: Member) -> str:
        """The mask."""
        return str(member.identity_number or "")

    masked_identity_number.short_description = "公民身份号码"  # type: ignore[attr-defined]

    def change_through(self, actor: Actor, uid: uuid.UUID, form: Any) -> Member:
        """Correct through the one service; a blank sensitive field stays."""
        given = {name: value for name, value in form.cleaned_data.items() if name != "seen_version"}
        for name in SENSITIVE:
            if not given.get(name):
                given.pop(name, None)
        return services.correct(actor, uid, expected_version=form.cleaned_data.get("seen_version"), **given)


modeladmin_register(MemberAdmin)
