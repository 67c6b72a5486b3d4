"""Organisations over the API: the tree as everyone may know it, with sections, past names and published posts."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from cms_pages.models import SectionPage
from portal.api.asking import tag_of, uuid_of
from portal.api.paging import FieldsPagination
from records.kit.errors import Conflict
from records.organisations.api import OrganisationWrites
from records.organisations.models import Organisation, OrganisationKind, OrganisationVersion, Post

MANAGE = "organisations.change"


class KindSerializer(serializers.ModelSerializer):  # type: ignore[type-arg]
    """组织类别."""

    class Meta:
        model = OrganisationKind
        fields = ("code", "name", "is_committee", "is_branch")


class PlaceSerializer(serializers.ModelSerializer):  # type: ignore[type-arg]
    """一个组织的 uid 和简称."""

    name = serializers.CharField(source="short_name")

    class Meta:
        model = Organisation
        fields = ("uid", "name")


class FormerSerializer(serializers.ModelSerializer):  # type: ignore[type-arg]
    """组织在一段时间里的名称和上级；`valid_to` 不含当日，为空即现在."""

    kind = serializers.CharField(source="kind.name")
    parent = PlaceSerializer(allow_null=True)

    class Meta:
        model = OrganisationVersion
        fields = ("name", "short_name", "kind", "parent", "valid_from", "valid_to")


class PublishedPostSerializer(serializers.ModelSerializer):  # type: ignore[type-arg]
    """在组织主页公布的职务."""

    name = serializers.CharField(source="printed_name")

    class Meta:
        model = Post
        fields = ("name", "title", "starts_on", "ends_on")


class OrganisationSerializer(serializers.ModelSerializer):  # type: ignore[type-arg]
    """一个组织."""

    kind = KindSerializer()
    is_dissolved = serializers.SerializerMethodField(help_text="是否已撤销；撤销的组织保留可查")
    children_count = serializers.IntegerField(source="numchild", help_text="直接下级个数，含已撤销的")
    section_url = serializers.SerializerMethodField(help_text="组织主页的站内地址；不向调用者开放时为空")

    class Meta:
        model = Organisation
        fields: tuple[str, ...] = (
            "uid",
            "code",
            "name",
            "short_name",
            "kind",
            "division_code",
            "set_up_on",
            "dissolved_on",
            "is_dissolved",
            "children_count",
            "section_url",
        )

    def get_is_dissolved(self, row: Organisation) -> bool:
        """On this day."""
        return row.is_dissolved(timezone.localdate())

    def get_section_url(self, row: Organisation) -> str:
        """Where the section is."""
        found: str = self.context["sections"].get(row.pk, "")
        return found


class OrganisationDetailSerializer(OrganisationSerializer):
    """一个组织，连同上级、沿革和公布的职务."""

    ancestors = serializers.SerializerMethodField(help_text="由上至下的各级上级组织")
    history = FormerSerializer(many=True, source="versions", help_text="历次名称和隶属关系")
    posts = serializers.SerializerMethodField(help_text="在任并公布的职务")
    version = serializers.SerializerMethodField(help_text="记录版本，只告诉有权更改的人")

    class Meta(OrganisationSerializer.Meta):
        fields = (
            *OrganisationSerializer.Meta.fields,
            "address",
            "telephone",
            "ancestors",
            "history",
            "posts",
            "version",
        )

    @extend_schema_field(PlaceSerializer(many=True))
    def get_ancestors(self, row: Organisation) -> Any:
        """From the root down."""
        rows = Organisation.objects.filter(path__in=row.ancestor_paths[:-1]).order_by("depth")
        return PlaceSerializer(rows, many=True).data

    @extend_schema_field(PublishedPostSerializer(many=True))
    def get_posts(self, row: Organisation) -> Any:
        """As the section shows them."""
        rows = Post.objects.filter(organisation=row).current(timezone.localdate()).published()
        return PublishedPostSerializer(rows.order_by("sort_order", "pk"), many=True).data

    @extend_schema_field(serializers.IntegerField(allow_null=True))
    def get_version(self, row: Organisation) -> int | None:
        """For optimistic locking."""
        return row.version if self.context["actor"].scope.may(MANAGE, row.path) else None


class OrganisationViewSet(OrganisationWrites):
    """组织树，向社会公开；设立、更名、调整、撤销须有权限."""

    records = Organisation.objects.all()
    queryset = Organisation.objects.none()
    serializer_class = OrganisationSerializer
    pagination_class = FieldsPagination
    keyset_fields = ("sort_key", "uid")

    def get_queryset(self) -> QuerySet[Any]:
        """With what an answer tells."""
        rows = super().get_queryset().select_related("kind")
        return rows if self.action == "list" else rows.prefetch_related("versions__kind", "versions__parent")

    def get_serializer_class(self) -> Any:
        """A line for many, the whole for one."""
        return OrganisationSerializer if self.action == "list" else OrganisationDetailSerializer

    @extend_schema(
        parameters=[
            OpenApiParameter("kind", str, description="组织类别代码"),
            OpenApiParameter("parent", str, description="上级组织的 uid，只列直接下级"),
            OpenApiParameter("organisation", str, description="组织的 uid，含其下级"),
            OpenApiParameter("q", str, description="全称、简称或曾用名的一部分，或组织代码"),
            OpenApiParameter("dissolved", bool, description="true 只列已撤销的，false 只列未撤销的；不填都列"),
        ]
    )
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """List organisations by pinyin."""
        rows = self.paginate_queryset(self._filtered()) or []
        return self.get_paginated_response(self._told(rows, many=True))

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Show one organisation, with an ETag."""
        told = self._told(self.get_object())
        tag = tag_of(told)
        if request.headers.get("If-None-Match") == tag:
            return Response(status=304, headers={"ETag": tag})
        return Response(told, headers={"ETag": tag})

    def expected_version(self) -> int | None:
        """The version named by If-Match, which is the tag of what was answered. Raises Conflict for any other."""
        tag = self.request.headers.get("If-Match")
        if tag is None:
            return None
        row = self.get_object()
        if tag != tag_of(self._told(row)):
            raise Conflict()
        return int(row.version)

    def answer(self, uid: Any, status: int = 200) -> Response:
        """The organisation as it is now, with its ETag."""
        told = self._told(self.get_queryset().get(uid=uid))
        return Response(told, status=status, headers={"ETag": tag_of(told)})

    def _told(self, rows: Any, *, many: bool = False) -> Any:
        numbers = [row.pk for row in rows] if many else [rows.pk]
        sections = SectionPage.objects.visible_to(self.actor()).filter(organisation_id__in=numbers)
        context = {
            **self.get_serializer_context(),
            "actor": self.actor(),
            "sections": {section.organisation_id: section.address for section in sections.defer("body")},
        }
        return self.get_serializer_class()(rows, many=many, context=context).data

    def _filtered(self) -> QuerySet[Any]:
        asked = self.request.query_params
        rows: Any = self.get_queryset()
        if kind := asked.get("kind"):
            rows = rows.filter(kind__code=kind)
        if asked.get("parent"):
            rows = rows.children_of(self._named("parent").path)
        if asked.get("organisation"):
            rows = rows.below(self._named("organisation").path)
        if words := asked.get("q", "").replace("\x00", "").strip()[:60]:
            former = OrganisationVersion.objects.filter(Q(name__icontains=words) | Q(short_name__icontains=words))
            rows = rows.filter(
                Q(name__icontains=words)
                | Q(short_name__icontains=words)
                | Q(code=words)
                | Q(pk__in=former.order_by().values("organisation_id"))
            )
        if (dissolved := asked.get("dissolved")) is not None:
            if dissolved not in ("true", "false"):
                raise ValidationError({"dissolved": ["请填 true 或 false，或去掉。"]})
            gone = Q(dissolved_on__lte=timezone.localdate())
            rows = rows.filter(gone) if dissolved == "true" else rows.exclude(gone)
        return rows  # type: ignore[no-any-return]

    def _named(self, name: str) -> Organisation:
        found: Organisation | None = Organisation.objects.filter(uid=uuid_of(self.request.query_params[name])).first()
        if found is None:
            raise ValidationError({name: ["没有这个组织，请核对 uid。"]})
        return found
