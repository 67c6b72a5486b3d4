"""Who acts in a request."""

from django.http import HttpRequest

from records.access.models import User, Visitor


def actor_of(request: HttpRequest) -> User | Visitor:
    """The signed-in user, or a visitor; both have a scope."""
    user = getattr(request, "user", None)
    return user if isinstance(user, User) and user.is_active else Visitor()
