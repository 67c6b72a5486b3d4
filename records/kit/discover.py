"""A domain plugs in by its files: modules are found by name in our own apps (settings.OWN_APPS), never in a library's."""

from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

from django.conf import settings


def own_modules(name: str) -> Iterator[tuple[str, ModuleType]]:
    """Yield (app, module) for each of our apps that has a module of this name; an error inside it is not hidden."""
    for app in settings.OWN_APPS:
        path = f"{app}.{name}"
        if find_spec(path) is not None:
            yield app, import_module(path)


def discover(*names: str) -> None:
    """Import these modules of every app that has them."""
    for name in names:
        for _app, _module in own_modules(name):
            pass
