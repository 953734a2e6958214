"""Addresses without a language: feeds, the calendar file, the sitemap."""

urlpatterns = []
