"""Who acts in a request."""

from django.http import HttpRequest

from records.access.models import User, Visitor


def actor_of(request: HttpRequest) -> User | Visitor:
    """The signed-in user, or a visitor; both have a scope."""
    user = getattr(request, "user", None)
    return user if isinstance(user, User) and user.is_active else Visitor()


def actor_by_id(user_id: int) -> User | None:
    """Somebody who started long work, with the scope of today; None for an account that was switched off."""
    return User.objects.filter(pk=user_id, is_active=True).first()
