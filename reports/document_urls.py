"""Addresses of documents: documents/…"""

from django.urls import path

from reports.views import documents as views
from reports.views import ledger, lists

urlpatterns = [
    path("new/<str:kind>/<str:subject>/", views.ask, name="document_ask"),
    path("lists/<uuid:release_id>/", lists.show, name="contact_list"),
    path("lists/<uuid:release_id>/files/", lists.files, name="contact_list_files"),
    path("lists/<uuid:release_id>/make/", lists.make, name="contact_list_make"),
    path("<uuid:pk>/", views.show, name="document"),
    path("<uuid:pk>/status/", views.status, name="document_status"),
    path("<uuid:pk>/read/", views.read, name="document_read"),
    path("<uuid:pk>/file/", views.download, name="document_file"),
    path("<uuid:pk>/people.csv", lists.as_csv, name="contact_list_csv"),
    path("<uuid:pk>/people.vcf", lists.as_vcard, name="contact_list_vcard"),
    path("<uuid:pk>/entries.csv", ledger.as_csv, name="ledger_csv"),
    path("<uuid:pk>/again/", views.again, name="document_again"),
    path("<uuid:pk>/cancel/", views.call_off, name="document_cancel"),
]
