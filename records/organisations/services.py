"""Writes on the tree: set up, rename, move, dissolve; appoint and end posts."""

import datetime
import uuid
from typing import Any

from django.db import connection
from django.db.models import Q

from records.kit import places
from records.kit.actors import Actor
from records.kit.errors import Invalid, NotVisible
from records.kit.replant import renamed, replant
from records.kit.search import touch_all
from records.kit.write import Write, path_of
from records.organisations.events import (
    OrganisationDissolved,
    OrganisationMoved,
    OrganisationReinstated,
    OrganisationRenamed,
    OrganisationSetUp,
    PostsChanged,
)
from records.organisations.models import Organisation, OrganisationKind, OrganisationVersion, Post, Unit
from records.organisations.names import slug_for, sort_key
from records.organisations.roles import Role

# One order for every lock on the tree: the paths (`records.kit.places`, by every write), the root row, the rows by path.
TREE_LOCK = "organisations: hold the paths, lock the root, then the rows by path"


def set_up(
    actor: Actor,
    *,
    parent: Organisation | None,
    kind: OrganisationKind,
    code: str,
    name: str,
    short_name: str,
    set_up_on: datetime.date,
    reason: str = "",
    **details: Any,
) -> Organisation:
    """Set up an organisation 设立组织 under `parent` (None: the root of the place).

    Raises Refused without the permission at the parent; ValidationError for a code that is taken or wrong dates.
    """
    with Write(actor, "organisations.set_up", reason=reason) as write:
        write.at(parent or "")
        lock_tree()
        if parent is not None:
            parent.refresh_from_db()
            if parent.is_dissolved(set_up_on):
                raise Invalid({"parent": f"上级组织“{parent}”已于{parent.dissolved_on}撤销，请另选上级组织。"})
        siblings = Organisation.objects.children_of(parent.path) if parent else Organisation.objects.filter(depth=1)
        organisation = Organisation(
            code=code,
            name=name,
            short_name=short_name,
            kind=kind,
            set_up_on=set_up_on,
            sort_key=sort_key(short_name),
            slug=slug_for(short_name, set(siblings.values_list("slug", flat=True))),
            **details,
        )
        organisation.full_clean(exclude=["path", "depth", "numchild"])
        if parent is None:
            Organisation.add_root(instance=organisation)
        else:
            parent.add_child(instance=organisation)
        OrganisationVersion.objects.create(
            organisation=organisation,
            name=name,
            short_name=short_name,
            kind=kind,
            parent=parent,
            valid_from=set_up_on,
            reason=reason,
        )
        write.touched(organisation)
        write.emit(OrganisationSetUp(organisation=organisation.uid))
    return organisation


def rename(
    actor: Actor,
    uid: uuid.UUID,
    *,
    name: str,
    short_name: str,
    valid_from: datetime.date,
    reason: str,
    kind: OrganisationKind | None = None,
    expected_version: int | None = None,
) -> Organisation:
    """Give an organisation another name or kind from a day on 更名; its address stays, its history is kept."""
    with Write(actor, "organisations.change", reason=reason) as write:
        organisation: Organisation = write.lock(Organisation.objects.visible_to(actor), uid=uid)
        organisation.name, organisation.short_name = name, short_name
        organisation.kind = kind or organisation.kind
        organisation.sort_key = sort_key(short_name)
        write.save(organisation, expected_version=expected_version)
        _new_version(organisation, organisation.get_parent(), valid_from, reason)
        renamed(organisation)
        write.emit(OrganisationRenamed(organisation=organisation.uid, valid_from=valid_from))
    return organisation


def change_details(
    actor: Actor, uid: uuid.UUID, *, expected_version: int | None = None, **details: Any
) -> Organisation:
    """Correct address, telephone, division code or order 更改组织信息; names and parents have services of their own."""
    allowed = {"address", "telephone", "division_code", "sort_order"}
    if unknown := set(details) - allowed:
        raise TypeError(f"not details of an organisation: {sorted(unknown)}")
    with Write(actor, "organisations.change") as write:
        organisation: Organisation = write.lock(Organisation.objects.visible_to(actor), uid=uid)
        for field, value in details.items():
            setattr(organisation, field, value)
        write.save(organisation, expected_version=expected_version)
    return organisation


def move(
    actor: Actor, uid: uuid.UUID, *, new_parent: Organisation, valid_from: datetime.date, reason: str
) -> Organisation:
    """Hang an organisation and everything below it under another parent 调整上级组织.

    Records, permissions and pages follow in the same transaction. Needs the permission at the organisation and at both
    parents. Raises Invalid for a parent inside the moved subtree, or while a long import holds the paths.
    """
    with Write(actor, "organisations.move", reason=reason, moves_paths=True) as write:
        lock_tree()
        organisation: Organisation = write.lock(Organisation.objects.visible_to(actor), uid=uid)
        old_parent = organisation.get_parent()
        new_parent = Organisation.objects.get(pk=new_parent.pk)
        if old_parent is None:
            raise Invalid("最上级组织没有上级，不能调整。")
        if new_parent.path.startswith(organisation.path):
            raise Invalid({"new_parent": f"“{new_parent}”在“{organisation}”之内，不能作为它的上级，请另选。"})
        write.at(old_parent)
        write.at(new_parent)
        old_path = organisation.path
        taken = set(
            Organisation.objects.children_of(new_parent.path).exclude(pk=organisation.pk).values_list("slug", flat=True)
        )
        if organisation.slug in taken:
            organisation.slug = slug_for(organisation.short_name, taken)
            Organisation.objects.filter(pk=organisation.pk).update(slug=organisation.slug)
        organisation.move(new_parent, "last-child")
        organisation = Organisation.objects.get(pk=organisation.pk)
        _new_version(organisation, new_parent, valid_from, reason)
        replant(old_path, organisation.path)
        below = Organisation.objects.below(organisation.path).exclude(pk=organisation.pk)
        touch_all(Organisation, below.values_list("uid", flat=True))
        write.touched(organisation)
        write.emit(OrganisationMoved(organisation=organisation.uid, old_path=old_path, new_path=organisation.path))
    return organisation


def dissolve(actor: Actor, uid: uuid.UUID, *, dissolved_on: datetime.date, reason: str) -> Organisation:
    """Dissolve an organisation 撤销组织. Raises Invalid while working organisations hang below it."""
    with Write(actor, "organisations.dissolve", reason=reason) as write:
        organisation: Organisation = write.lock(Organisation.objects.visible_to(actor), uid=uid)
        left = Organisation.objects.below(organisation.path).exclude(pk=organisation.pk).working(dissolved_on).count()
        if left:
            raise Invalid(f"“{organisation}”还有{left}个下级组织，请先撤销或调整它们。")
        organisation.dissolved_on = dissolved_on
        write.save(organisation)
        OrganisationVersion.objects.filter(organisation=organisation, valid_to__isnull=True).update(
            valid_to=dissolved_on
        )
        write.emit(OrganisationDissolved(organisation=organisation.uid, dissolved_on=dissolved_on))
    return organisation


def reinstate(actor: Actor, uid: uuid.UUID, *, reason: str) -> Organisation:
    """Take a dissolution back 恢复: the organisation works on as if it had never been dissolved.

    Its last name and parent hold again, and the roles of posts that have not ended open again. Members who were moved
    away stay where they are. Raises Invalid for one that is not dissolved, or whose parent is.
    """
    with Write(actor, "organisations.reinstate", reason=reason) as write:
        lock_tree()  # nobody dissolves the parent meanwhile
        organisation: Organisation = write.lock(Organisation.objects.visible_to(actor), uid=uid)
        dissolved_on = organisation.dissolved_on
        if dissolved_on is None:
            raise Invalid(f"“{organisation}”没有撤销，不需要恢复。")
        parent = organisation.get_parent()
        if parent is not None and parent.dissolved_on is not None:
            raise Invalid(f"上级组织“{parent}”已于{parent.dissolved_on}撤销，请先恢复它。")
        organisation.dissolved_on = None
        write.save(organisation)
        last = OrganisationVersion.objects.filter(organisation=organisation).order_by("valid_from", "pk").last()
        if last is not None:
            OrganisationVersion.objects.filter(pk=last.pk).update(valid_to=None)
        write.emit(OrganisationReinstated(organisation=organisation.uid, dissolved_on=dissolved_on))
    return organisation


def appoint(
    actor: Actor,
    organisation: Organisation,
    *,
    printed_name: str,
    title: str,
    starts_on: datetime.date,
    ends_on: datetime.date | None = None,
    role: str = "",
    user: Any = None,
    is_published: bool = True,
    sort_order: int = 100,
    reason: str = "",
) -> Post:
    """Appoint somebody to a post 任职. Raises Invalid for a role that only a site administrator may hand out, or an
    organisation that was dissolved by then."""
    with Write(actor, "organisations.manage_posts", reason=reason) as write:
        write.at(organisation)
        _refuse_handing_out(actor, role)
        if organisation.is_dissolved(starts_on):
            raise Invalid(
                {"organisation": f"“{organisation}”已于{organisation.dissolved_on}撤销，不能任命，请另选组织。"}
            )
        post = Post(
            organisation=organisation,
            user=user,
            printed_name=printed_name,
            title=title,
            role=role,
            starts_on=starts_on,
            ends_on=ends_on,
            is_published=is_published,
            sort_order=sort_order,
        )
        write.create(post)
        write.emit(PostsChanged(organisation=organisation.uid, user_id=getattr(user, "pk", None)))
    return post


def change_post(actor: Actor, uid: uuid.UUID, *, reason: str = "", **changes: Any) -> Post:
    """Correct a post 更正任职: the printed name, title, role, account, publication, days or order; never whose organisation.

    Raises Refused without the permission there; Invalid for a role that only a site administrator may hand out or take.
    """
    allowed = {"printed_name", "title", "role", "user", "is_published", "starts_on", "ends_on", "sort_order"}
    if unknown := set(changes) - allowed:
        raise TypeError(f"not of a post: {sorted(unknown)}")
    with Write(actor, "organisations.manage_posts", reason=reason) as write:
        post = write.lock(Post.objects.visible_to(actor), uid=uid)
        _refuse_handing_out(actor, post.role)
        _refuse_handing_out(actor, changes.get("role", post.role))
        before = post.user_id
        for field, value in changes.items():
            setattr(post, field, value)
        write.save(post)
        for user_id in dict.fromkeys((before, post.user_id)):  # who lost the post and who has it now
            write.emit(PostsChanged(organisation=post.organisation.uid, user_id=user_id))
    return post


def end_post(actor: Actor, uid: uuid.UUID, *, ends_on: datetime.date, reason: str = "") -> Post:
    """End a post 免职 on a day; what its role opened closes with it."""
    return change_post(actor, uid, ends_on=ends_on, reason=reason)


def add_unit(
    actor: Actor, *, organisation: Organisation, code: str, name: str, nature: str = "", division_code: str = ""
) -> Unit:
    """Register a legal unit 登记单位 at an organisation. Raises ValidationError for a code that is taken."""
    with Write(actor, "organisations.change") as write:
        unit = Unit(organisation=organisation, code=code, name=name, nature=nature, division_code=division_code)
        unit.sort_key = sort_key(name)
        write.create(unit)
    return unit


def change_unit(actor: Actor, uid: uuid.UUID, *, reason: str = "", **changes: Any) -> Unit:
    """Correct a unit, or put it under another organisation 更正单位; needs the permission at both."""
    if unknown := set(changes) - {"organisation", "code", "name", "nature", "division_code"}:
        raise TypeError(f"not of a unit: {sorted(unknown)}")
    with Write(actor, "organisations.change", reason=reason) as write:
        unit = write.lock(Unit.objects.manageable_by(actor), uid=uid)
        for field, value in changes.items():
            setattr(unit, field, value)
        write.at(path_of(unit))  # of the organisation it comes to
        unit.sort_key = sort_key(unit.name)
        write.save(unit)
    return unit


def set_kind(actor: Actor, code: str, *, is_new: bool, reason: str = "", **details: Any) -> OrganisationKind:
    """Add a kind of organisation, or change one 组织类别; only for the whole place.

    Raises Refused for all but a site administrator; ValidationError for a name, or a new code, that is taken.
    """
    if unknown := set(details) - {"name", "is_committee", "is_branch", "sort_order"}:
        raise TypeError(f"not of a kind: {sorted(unknown)}")
    with Write(actor, "organisations.manage_kinds", reason=reason) as write:
        write.at("")
        kind = OrganisationKind.objects.select_for_update().filter(code=code).first()
        if kind is None:
            return write.create(OrganisationKind(code=code, **details))
        if is_new:
            raise Invalid({"code": "这个代码已被使用，请换一个。"})
        write.watch(kind)
        for field, value in details.items():
            setattr(kind, field, value)
        return write.save(kind)


def _refuse_handing_out(actor: Actor, role: str) -> None:
    """Only somebody who may do everything everywhere gives that to another, or takes it away."""
    if role == Role.SITE_ADMINISTRATOR and "" not in actor.scope.paths("organisations.manage_posts"):
        raise Invalid({"role": "系统管理员只能由系统管理员任免，请另选系统权限。"})


def next_code(parent: Organisation) -> str:
    """A free code for a new organisation below `parent`, after the manner of its siblings; "" when theirs show none.

    A suggestion: a place has its own rules for codes.
    """
    last = Organisation.objects.children_of(parent.path).order_by("-code").values_list("code", flat=True).first()
    tail = (last or "").removeprefix(parent.code)
    if last is None or tail == last or not (tail.isascii() and tail.isdigit()):
        return f"{parent.code}01" if last is None else ""
    code = f"{parent.code}{int(tail) + 1:0{len(tail)}d}"
    return "" if Organisation.objects.filter(code=code).exists() else code


def path_on(organisation: Organisation, on: datetime.date) -> list[Organisation]:
    """The organisation's ancestors and itself as they were on a day, top first 当时的隶属关系.

    Raises NotVisible when the organisation did not exist on that day.
    """
    chain: list[Organisation] = []
    current: Organisation | None = organisation
    while current is not None:
        chain.append(current)
        version = (
            OrganisationVersion.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on), valid_from__lte=on)
            .filter(organisation=current)
            .select_related("parent")
            .first()
        )
        if version is None:
            raise NotVisible(f"“{current}”在{on}尚未设立或已撤销。")
        current = version.parent
    return chain[::-1]


def _new_version(
    organisation: Organisation, parent: Organisation | None, valid_from: datetime.date, reason: str
) -> None:
    current = OrganisationVersion.objects.select_for_update().get(organisation=organisation, valid_to__isnull=True)
    if valid_from < current.valid_from:
        raise Invalid({"valid_from": f"生效日期不能早于上一次变动的日期{current.valid_from}。"})
    current.valid_to = valid_from
    current.save(update_fields=["valid_to"])
    OrganisationVersion.objects.create(
        organisation=organisation,
        name=organisation.name,
        short_name=organisation.short_name,
        kind=organisation.kind,
        parent=parent,
        valid_from=valid_from,
        reason=reason,
    )


def lock_tree() -> None:
    """Until the end of the transaction, nobody else changes the tree's shape or that of the sections, which mirror it.

    SQLite has one writer at a time anyway.
    """
    places.hold()  # before the root row, as in a move: what is written below this lock copies paths
    if connection.features.has_select_for_update:
        list(Organisation.objects.select_for_update().filter(depth=1).values_list("pk", flat=True))
