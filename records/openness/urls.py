"""Addresses of openness."""

from django.urls import path

from records.openness import views

site_urlpatterns = [
    path("catalogue/", views.catalogue, name="catalogue"),
    path("proof/<uuid:uid>/", views.proof, name="proof"),
    path("proof/<uuid:uid>/proof.json", views.proof_file, name="proof_file"),
    path("proof/<uuid:uid>/content.json", views.content_file, name="content_file"),
    path("receipt/", views.receipt, name="receipt"),
    path("opinions/<uuid:uid>/", views.opinions, name="opinions"),
]

work_urlpatterns = [
    path("", views.publications, name="publications"),
    path("feedback/", views.letters, name="letters"),
    path("feedback/<uuid:uid>/", views.letter, name="letter"),
    path("feedback/<uuid:uid>/contact/", views.contact, name="contact"),
]
