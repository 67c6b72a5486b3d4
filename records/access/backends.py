"""How people sign in, and which of Django's permissions a post carries."""

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import make_password
from django.db import connection
from django.db.models import Q
from django.http import HttpRequest

from records.access.models import User
from records.access.phones import normalised_phone
from records.crypto.fields import hashes_of


class PortalBackend(BaseBackend):
    """Sign-in by name or phone; admission to the back office by post."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **kwargs: Any
    ) -> User | None:
        """The account, if the password fits and it may sign in."""
        if not username or password is None:
            return None
        condition = Q(username=username)
        if normalised_phone(username):
            condition |= Q(phone_lookup__in=hashes_of(User, "phone_lookup", username))
        users = list(User.objects.filter(condition)[:2])
        if len(users) != 1:
            make_password(password)  # the same work as for an account that exists: time tells nothing
            return None
        user = users[0]
        return user if user.check_password(password) and user.is_active else None

    def get_user(self, user_id: int) -> User | None:
        """The signed-in account, unless it was switched off meanwhile."""
        # Written out, for every request of whoever is signed in asks it (docs/decisions/0031).
        table = connection.ops.quote_name(User._meta.db_table)
        found = User.objects.raw(f"select * from {table} where id = %s and is_active", [user_id])  # noqa: S608
        return next(iter(found), None)

    def get_all_permissions(self, user_obj: User, obj: Any = None) -> set[str]:  # type: ignore[override]
        """Admission to the back office for whoever holds a working post; everything else is a policy's matter."""
        if not user_obj.is_active or user_obj.is_anonymous or not user_obj.scope.holds_post:
            return set()
        return {"wagtailadmin.access_admin"}

    def has_perm(self, user_obj: User, perm: str, obj: Any = None) -> bool:  # type: ignore[override]
        """Whether the person holds one of the permissions above."""
        return perm in self.get_all_permissions(user_obj, obj)

    def has_module_perms(self, user_obj: User, app_label: str) -> bool:
        """Only Wagtail's admin is opened this way."""
        return app_label == "wagtailadmin" and bool(self.get_all_permissions(user_obj))
