"""Addresses of this app; see apmbc_portal/web/urls.py."""

urlpatterns = []
