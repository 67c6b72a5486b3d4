"""Every address of the portal in one place; fixed ones first, the page tree last."""

from django.urls import include, path
from django.views.i18n import JavaScriptCatalog
from wagtail.admin import urls as wagtailadmin_urls

from cms_pages.backoffice.closed import shut
from media.views import serve as serve_file
from portal import faces, feedback, views
from portal.composed import composed_urlpatterns

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("favicon.ico", views.favicon),  # asked for beside a file opened alone
    path("files/<path:name>", serve_file, name="file"),
    path("sign-in/", include("records.access.urls")),
    path("feedback/", feedback.feedback, name="feedback"),
    path("", include("theme.urls")),
    path("work/", faces.work, name="work"),
    path("my/", faces.my, name="my"),
    path("my/tokens/", include("records.access.token_urls")),
    path("work/journal/", include("portal.journal.urls")),
    *composed_urlpatterns(),
    path("api/v1/", include("portal.api.urls")),
    # Wagtail's own catalogue for scripts looks only at its own translations; ours complete them.
    path("admin/jsi18n/", JavaScriptCatalog.as_view(packages=["portal", "wagtail.admin"])),
    path("admin/", include("cms_pages.backoffice.closed")),
    path("admin/", include(wagtailadmin_urls)),
    path("", include("cms_pages.urls")),
    path("_util/<path:rest>", shut),  # Wagtail's own sign-in and shared passwords
    path("", include("wagtail.urls")),
]
handler400 = "portal.views.bad_request"
handler403 = "portal.views.refused"
handler404 = "portal.views.not_found"
handler500 = "portal.views.server_error"
