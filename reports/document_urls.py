"""Addresses of documents: documents/…"""

from django.urls import path

from reports.views import documents as views

urlpatterns = [
    path("new/<str:kind>/<str:subject>/", views.ask, name="document_ask"),
    path("<uuid:pk>/", views.show, name="document"),
    path("<uuid:pk>/status/", views.status, name="document_status"),
    path("<uuid:pk>/read/", views.read, name="document_read"),
    path("<uuid:pk>/file/", views.download, name="document_file"),
    path("<uuid:pk>/again/", views.again, name="document_again"),
    path("<uuid:pk>/cancel/", views.call_off, name="document_cancel"),
]
