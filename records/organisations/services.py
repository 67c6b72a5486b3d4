"""Writes on the tree: set up, rename, move, dissolve; appoint and end posts."""

import datetime
import uuid
from typing import Any

from django.db import connection
from django.db.models import Q

from records.kit.actors import Actor
from records.kit.errors import Invalid, NotVisible
from records.kit.replant import replant
from records.kit.search import touch_all
from records.kit.write import Write
from records.organisations.events import (
    OrganisationDissolved,
    OrganisationMoved,
    OrganisationRenamed,
    OrganisationSetUp,
    PostsChanged,
)
from records.organisations.models import Organisation, OrganisationKind, OrganisationVersion, Post
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
    """Appoint somebody to a post 任职. Only a site administrator may hand out that role."""
    with Write(actor, "organisations.manage_posts", reason=reason) as write:
        write.at(organisation)
        if role == Role.SITE_ADMINISTRATOR and "" not in actor.scope.paths("organisations.manage_posts"):
            raise Invalid({"role": "系统管理员只能由系统管理员任命。"})
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


def end_post(actor: Actor, uid: uuid.UUID, *, ends_on: datetime.date, reason: str = "") -> Post:
    """End a post 免职 on a day; what its role opened closes with it."""
    with Write(actor, "organisations.manage_posts", reason=reason) as write:
        post = write.lock(Post.objects.all(), uid=uid)
        post.ends_on = ends_on
        write.save(post)
        write.emit(PostsChanged(organisation=post.organisation.uid, user_id=post.user_id))
    return post


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
    if connection.features.has_select_for_update:
        list(Organisation.objects.select_for_update().filter(depth=1).values_list("pk", flat=True))
