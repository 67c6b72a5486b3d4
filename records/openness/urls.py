"""Addresses of openness."""

from django.urls import include, path

from records.kit.sheet_views import export_urlpatterns
from records.openness import catalogue as shown
from records.openness.exports import CatalogueExporter, plain
from records.openness.views import catalogue, site, work

site_urlpatterns = [
    path("catalogue/", catalogue.public, name="catalogue"),
    path("catalogue/<uuid:uid>/", catalogue.public_item, name="catalogue_item"),
    path("proof/<uuid:uid>/", site.proof, name="proof"),
    path("proof/<uuid:uid>/proof.json", site.proof_file, name="proof_file"),
    path("proof/<uuid:uid>/content.json", site.content_file, name="content_file"),
    path("receipt/", site.receipt, name="receipt"),
    path("opinions/<uuid:uid>/", site.opinions, name="opinions"),
]

work_urlpatterns = [
    path("", work.publications, name="publications"),
    path("feedback/", work.letters, name="letters"),
    path("feedback/<uuid:uid>/", work.letter, name="letter"),
    path("feedback/<uuid:uid>/contact/", work.contact, name="contact"),
    path("catalogue/", catalogue.items, name="items"),
    path("catalogue/new/", catalogue.draw_up, name="item_new"),
    path("catalogue/adopt/", catalogue.adopt, name="adopt"),
    path(
        "catalogue/",
        include((export_urlpatterns(CatalogueExporter, shown.HOME, catalogue.CRUMBS, plain), "catalogue")),
    ),
    path("catalogue/<uuid:uid>/", catalogue.item, name="item"),
    path("catalogue/<uuid:uid>/change/", catalogue.change, name="item_change"),
    path("catalogue/<uuid:uid>/retire/", catalogue.retire, name="item_retire"),
]
