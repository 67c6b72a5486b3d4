"""Addresses that domains offer in their `urls.py`, found by name.

`work_urlpatterns` under /work/<domain>/, `my_urlpatterns` under /my/<domain>/, `site_urlpatterns` under /<domain>/.
"""

from django.apps import apps
from django.urls import URLPattern, URLResolver, include, path

from records.kit.discover import own_modules


def composed_urlpatterns() -> list[URLPattern | URLResolver]:
    """Every domain's addresses, each under its own prefix, in the namespaces `work-<domain>`, `my-…`, `site-…`."""
    found: list[URLPattern | URLResolver] = []
    labels = {config.name: config.label for config in apps.get_app_configs()}
    for app, module in own_modules("urls"):
        if app == "portal":
            continue
        label = labels[app]
        for face, prefix in (("work", f"work/{label}/"), ("my", f"my/{label}/"), ("site", f"{label}/")):
            patterns = getattr(module, f"{face}_urlpatterns", None)
            if patterns:
                found.append(path(prefix, include((patterns, f"{face}-{label}"))))
    return found
