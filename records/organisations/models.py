"""The tree of organisations 组织, their units 单位 and posts 职务."""

import datetime
import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from treebeard.mp_tree import MP_Node, MP_NodeManager
from uuid6 import uuid7

from records.organisations.querysets import OrganisationQuerySet, PostQuerySet, UnitQuerySet
from records.organisations.roles import Role


def new_uid() -> uuid.UUID:
    """Identifier that sorts by time (UUIDv7); the only one that leaves the portal."""
    return uuid7()


class OrganisationKind(models.Model):
    """A kind of organisation 组织类别, as data: a place adds its own."""

    code = models.SlugField("代码", max_length=40, unique=True)
    name = models.CharField("名称", max_length=40, unique=True)
    is_committee = models.BooleanField(
        "可集体审议审批", default=False, help_text="党委、党工委等，可审议经费、审批党员"
    )
    is_branch = models.BooleanField("直接管理党员", default=False, help_text="党支部、联合党支部等")
    sort_order = models.PositiveSmallIntegerField("排序", default=100)

    class Meta:
        ordering = ("sort_order", "code")
        verbose_name = "组织类别"
        verbose_name_plural = "组织类别"

    def __str__(self) -> str:
        return self.name


class OrganisationManager(MP_NodeManager.from_queryset(OrganisationQuerySet)):  # type: ignore[misc]
    """Organisations in tree order."""

    def get_queryset(self) -> OrganisationQuerySet:
        """Our own vocabulary; the stock manager would hand out its own class."""
        return OrganisationQuerySet(self.model, using=self._db).order_by("path")


class Organisation(MP_Node):
    """One organisation 党组织. Its `path` is the key to everything that hangs below it."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    code = models.CharField("组织代码", max_length=40, unique=True)
    name = models.CharField("全称", max_length=200)
    short_name = models.CharField("简称", max_length=100)
    sort_key = models.CharField("拼音排序", max_length=200, editable=False, db_index=True)
    kind = models.ForeignKey(OrganisationKind, on_delete=models.PROTECT, verbose_name="组织类别")
    slug = models.SlugField("网址名", max_length=80, editable=False, help_text="首次设立时由简称拼音生成，不随改名变化")
    division_code = models.CharField("行政区划代码", max_length=12, blank=True)
    set_up_on = models.DateField("成立日期")
    dissolved_on = models.DateField("撤销日期", null=True, blank=True)
    address = models.CharField("地址", max_length=200, blank=True)
    telephone = models.CharField("公开电话", max_length=40, blank=True, help_text="向社会公布的办公电话，不填个人手机")
    sort_order = models.PositiveIntegerField("排序", default=1000)
    section = models.OneToOneField(
        "wagtailcore.Page", null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = OrganisationManager()

    class Meta:
        verbose_name = "组织"
        verbose_name_plural = "组织"
        constraints = [
            models.CheckConstraint(
                condition=Q(dissolved_on__isnull=True) | Q(dissolved_on__gte=models.F("set_up_on")),
                name="organisation_dissolved_after_set_up",
                violation_error_message="撤销日期不能早于成立日期。",
            )
        ]
        indexes = [
            models.Index(fields=["division_code"]),
            # What lies right below one organisation, of 20,900: its path says only what lies anywhere below.
            models.Index(fields=["depth", "path"], name="organisation_by_depth"),
        ]

    def __str__(self) -> str:
        return self.short_name

    def is_dissolved(self, on: datetime.date) -> bool:
        """Whether the organisation no longer works on that day."""
        return self.dissolved_on is not None and self.dissolved_on <= on

    @property
    def ancestor_paths(self) -> list[str]:
        """Paths from the root down to this organisation, own one last: no query."""
        return [self.path[:end] for end in range(self.steplen, len(self.path) + 1, self.steplen)]


class OrganisationVersion(models.Model):
    """What an organisation was called and where it hung, from one day to another 组织沿革."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="versions")
    name = models.CharField("全称", max_length=200)
    short_name = models.CharField("简称", max_length=100)
    kind = models.ForeignKey(OrganisationKind, on_delete=models.PROTECT, verbose_name="组织类别")
    parent = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="上级组织"
    )
    valid_from = models.DateField("起")
    valid_to = models.DateField("止", null=True, blank=True, help_text="不含当日；空为至今")
    recorded_at = models.DateTimeField("记录时间", auto_now_add=True)
    reason = models.CharField("事由", max_length=200, blank=True)

    class Meta:
        ordering = ("valid_from", "pk")
        verbose_name = "组织沿革"
        verbose_name_plural = "组织沿革"
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"], condition=Q(valid_to__isnull=True), name="organisation_one_current_version"
            )
        ]

    def __str__(self) -> str:
        return f"{self.short_name} {self.valid_from}"


class Unit(models.Model):
    """A legal unit 单位 (village, office, company) in which an organisation stands."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    code = models.CharField("单位代码", max_length=40, unique=True)
    name = models.CharField("单位名称", max_length=200)
    sort_key = models.CharField("拼音排序", max_length=200, editable=False, db_index=True)
    nature = models.CharField("单位性质", max_length=40, blank=True)
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="units", verbose_name="所属组织"
    )
    division_code = models.CharField("行政区划代码", max_length=12, blank=True)

    objects = UnitQuerySet.as_manager()

    class Meta:
        ordering = ("sort_key", "pk")
        verbose_name = "单位"
        verbose_name_plural = "单位"

    def __str__(self) -> str:
        return self.name


class Post(models.Model):
    """A person's post 职务 at an organisation for a term; it opens what its role may do there and below."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="posts", verbose_name="任职组织"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="posts",
        verbose_name="账号",
    )
    printed_name = models.CharField("姓名", max_length=60, help_text="公布时使用的姓名；账号停用后仍保留")
    title = models.CharField("职务", max_length=60)
    role = models.CharField("系统权限", max_length=40, choices=Role.choices, blank=True)
    is_published = models.BooleanField("在组织主页公布", default=True)
    starts_on = models.DateField("任职日期")
    ends_on = models.DateField("届满或免职日期", null=True, blank=True, help_text="不含当日；空为在任")
    sort_order = models.PositiveSmallIntegerField("排序", default=100)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        ordering = ("sort_order", "pk")
        verbose_name = "职务"
        verbose_name_plural = "职务"
        indexes = [models.Index(fields=["user", "starts_on"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gt=models.F("starts_on")),
                name="post_ends_after_start",
                violation_error_message="届满或免职日期应晚于任职日期。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.printed_name} {self.title}"
