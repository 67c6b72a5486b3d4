"""The fields of each page type over the API: what a reader of the site is shown, and nothing else.

Not here, on purpose: database numbers, writers and editors, named readers, versions, drafts' titles, who checked a
disclosure for secrets.
"""

from typing import Any

from drf_spectacular.utils import extend_schema_field, inline_serializer
from rest_framework import serializers

from cms_pages.columns import ColumnKind
from cms_pages.interface.bodies import body_of, file_of
from cms_pages.interface.facts import TYPES, WORDS, PageFacts
from cms_pages.models import DisclosurePage, PlanPage, RulePage
from cms_pages.presenters.articles import shown_day
from cms_pages.rules import site_address
from records.kit.audience import Audience
from records.openness.catalogue import PUBLIC

_REFERENCE: dict[str, Any] = {
    "uid": serializers.UUIDField(),
    "title": serializers.CharField(),
    "url": serializers.CharField(),
}
_FILE: dict[str, Any] = {
    **_REFERENCE,
    "type": serializers.CharField(help_text="扩展名"),
    "size": serializers.IntegerField(help_text="字节数"),
}
PageReference = inline_serializer("PageReference", dict(_REFERENCE))
PageFile = inline_serializer("PageFile", dict(_FILE))
PageFiles = type(PageFile)(many=True)
PageOrganisation = inline_serializer(
    "PageOrganisation", {"uid": serializers.UUIDField(), "name": serializers.CharField(help_text="组织简称")}
)
PageLessons = inline_serializer(
    "PageLesson", {**_REFERENCE, "duration": serializers.IntegerField(help_text="视频秒数")}, many=True
)
PageBlocks = inline_serializer(
    "PageBlock",
    {
        "type": serializers.CharField(help_text="heading、text、image、table、document、quote 或 video"),
        "id": serializers.CharField(allow_null=True),
        "value": serializers.JSONField(help_text="随 type 而定；无权取得的图片和文件为 null"),
    },
    many=True,
)


class OfPage(serializers.Field):  # type: ignore[type-arg]
    """A field worked out from the page and the facts read for the whole list (`context["facts"]`)."""

    def __init__(self, **options: Any) -> None:
        super().__init__(read_only=True, **options)

    def get_attribute(self, instance: Any) -> Any:
        """The page itself."""
        return instance

    @property
    def facts(self) -> PageFacts:
        """What was read for the whole list."""
        return self.context["facts"]  # type: ignore[no-any-return]

    def to_representation(self, page: Any) -> Any:
        """The value."""
        raise NotImplementedError


@extend_schema_field(serializers.ChoiceField(choices=list(TYPES)))
class TypeField(OfPage):
    def to_representation(self, page: Any) -> str:
        return WORDS[type(page)]


@extend_schema_field(serializers.CharField())
class AddressField(OfPage):
    def to_representation(self, page: Any) -> str:
        return site_address(page.url_path)


@extend_schema_field(PageOrganisation)
class OrganisationField(OfPage):
    def to_representation(self, page: Any) -> dict[str, str] | None:
        organisation = self.facts.organisations.get(getattr(page, "organisation_id", None))  # type: ignore[arg-type]
        return {"uid": str(organisation.uid), "name": organisation.short_name} if organisation is not None else None


@extend_schema_field(serializers.ChoiceField(choices=[*ColumnKind.values, ""]))
class ColumnField(OfPage):
    def to_representation(self, page: Any) -> str:
        return str(page.column)


@extend_schema_field(serializers.ChoiceField(choices=Audience.choices))
class AudienceField(OfPage):
    """What holds in the end, with the pages above."""

    def to_representation(self, page: Any) -> str:
        door = self.facts.doors.get(page.pk)
        return str(door.level if door is not None else page.chosen_audience)


@extend_schema_field(serializers.DateField(allow_null=True))
class DayField(OfPage):
    def to_representation(self, page: Any) -> str | None:
        if getattr(page, "published_on", None) is None and page.first_published_at is None:
            return None
        return str(shown_day(page)) if page.is_content else None


@extend_schema_field(PageBlocks)
class BodyField(OfPage):
    def to_representation(self, page: Any) -> list[dict[str, Any]]:
        return body_of(page, self.facts)


@extend_schema_field(serializers.ListField(child=serializers.CharField()))
class TagsField(OfPage):
    def to_representation(self, page: Any) -> list[str]:
        return self.facts.tags.get(page.pk, [])


@extend_schema_field(PageFiles)
class AttachmentsField(OfPage):
    def to_representation(self, page: Any) -> list[dict[str, Any]]:
        rows = self.facts.attachments.get(page.pk, [])
        told = [file_of(self.facts.documents.get(row.document_id), row.title) for row in rows]
        return [each for each in told if each is not None]


@extend_schema_field(PageFile)
class FileField(OfPage):
    """A file that a field of the page names."""

    def to_representation(self, page: Any) -> dict[str, Any] | None:
        return file_of(self.facts.documents.get(getattr(page, f"{self.field_name}_id")))


@extend_schema_field(PageReference)
class RelatedPageField(OfPage):
    """Another page that a field names, where the caller may read it."""

    def to_representation(self, page: Any) -> dict[str, str] | None:
        other = self.facts.related.get(getattr(page, f"{self.field_name}_id"))
        if other is None:
            return None
        return {"uid": str(other.translation_key), "title": other.title, "url": site_address(other.url_path)}


@extend_schema_field(PageReference)
class ItemField(OfPage):
    """The item of the catalogue a disclosure fulfils."""

    def to_representation(self, page: Any) -> dict[str, str] | None:
        item = self.facts.items.get(page.catalogue_item)
        return {"uid": str(item.uid), "title": str(item), "url": f"{PUBLIC}{item.uid}/"} if item is not None else None


@extend_schema_field(PageLessons)
class LessonsField(OfPage):
    def to_representation(self, page: Any) -> list[dict[str, Any]]:
        return [
            {"uid": str(each.uid), "title": each.title, "url": each.address, "duration": each.duration}
            for each in self.facts.lessons.get(page.path, [])
        ]


@extend_schema_field(serializers.ChoiceField(choices=RulePage.Status.choices))
class ForceField(OfPage):
    """Today's status of force."""

    def to_representation(self, page: Any) -> str:
        return str(page.force.value)


def _text(help_text: str = "") -> serializers.CharField:
    return serializers.CharField(read_only=True, help_text=help_text or None)


def _day(help_text: str) -> serializers.DateField:
    return serializers.DateField(read_only=True, allow_null=True, help_text=help_text)


def _choice(choices: Any, help_text: str) -> serializers.ChoiceField:
    return serializers.ChoiceField(choices=choices, read_only=True, help_text=help_text)


# What a list tells of every page, whatever its type.
LISTED: dict[str, serializers.Field] = {  # type: ignore[type-arg]
    "uid": serializers.UUIDField(read_only=True),
    "type": TypeField(help_text="页面类型"),
    "title": _text("标题"),
    "url": AddressField(help_text="站内地址"),
    "organisation": OrganisationField(help_text="发布组织；门户自己的页面为 null"),
    "column": ColumnField(help_text="栏目；组织主页为空"),
    "audience": AudienceField(help_text="实际公开范围（栏目或组织主页更窄时以更窄的为准）"),
    "published_on": DayField(help_text="发布日期"),
}
_CONTENT: dict[str, serializers.Field] = {  # type: ignore[type-arg]
    "summary": serializers.CharField(source="short_summary", read_only=True, help_text="摘要，没有则为正文开头"),
    "first_published_at": serializers.DateTimeField(read_only=True, allow_null=True),
    "last_published_at": serializers.DateTimeField(read_only=True, allow_null=True),
    "body": BodyField(help_text="正文，一块一块"),
    "tags": TagsField(help_text="标签"),
    "attachments": AttachmentsField(help_text="附件（只列调用者可以取得的）"),
    "alias_of": RelatedPageField(help_text="转载自哪一页"),
}
_OWN: dict[str, dict[str, serializers.Field]] = {  # type: ignore[type-arg]
    "home": {"lead": _text("首页大字"), "intro": _text("导语")},
    "section": {"intro": _text("组织简介"), "body": BodyField(help_text="更多介绍")},
    "column": {"intro": _text("栏目说明")},
    "news": {},
    "rule": {
        "document_number": _text("文号"),
        "issuer": _text("制定机关"),
        "issued_on": _day("印发日期"),
        "in_force_from": _day("施行日期"),
        "in_force_to": _day("失效日期"),
        "force": ForceField(help_text="今天的效力"),
    },
    "plan": {
        "kind": _choice(PlanPage.Kind.choices, "类型"),
        "period": _choice(PlanPage.Period.choices, "周期"),
        "period_from": _day("起"),
        "period_to": _day("止，含当日"),
        "plan": RelatedPageField(help_text="对应的计划"),
    },
    "course": {
        "hours": serializers.DecimalField(max_digits=4, decimal_places=1, read_only=True, help_text="学时"),
        "pass_mark": serializers.IntegerField(read_only=True, help_text="合格分"),
        "lessons": LessonsField(help_text="课时"),
    },
    "lesson": {
        "video": FileField(help_text="视频"),
        "captions": FileField(help_text="字幕"),
        "duration": serializers.IntegerField(read_only=True, help_text="视频秒数"),
        "transcript": _text("文字稿"),
    },
    "disclosure": {
        "index_no": _text("索引号"),
        "document_number": _text("发文字号"),
        "category_l1": _choice(DisclosurePage.Category.choices, "一级分类"),
        "category_l2": _text("二级分类"),
        "form": _choice(DisclosurePage.Form.choices, "公开形式"),
        "mode": _choice(DisclosurePage.Mode.choices, "公开方式"),
        "period_kind": _choice(DisclosurePage.PeriodKind.choices, "公开时限"),
        "basis": _text("公开依据"),
        "catalogue_item": ItemField(help_text="履行公开目录的哪一项；没有为 null"),
        "made_on": _day("成文日期"),
        "validity": _choice(DisclosurePage.Validity.choices, "有效性"),
        "valid_until": _day("有效期至"),
    },
}
FRAME = ("home", "section", "column")
FIELDS: dict[str, dict[str, serializers.Field]] = {  # type: ignore[type-arg]
    word: {**LISTED, **({} if word in FRAME else _CONTENT), **_OWN[word]} for word in TYPES
}
EVERY: dict[str, serializers.Field] = {  # type: ignore[type-arg]
    name: field for fields in FIELDS.values() for name, field in fields.items()
}
