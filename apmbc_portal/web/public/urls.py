"""Addresses of this part; see apmbc_portal/web/urls.py."""

urlpatterns = []
