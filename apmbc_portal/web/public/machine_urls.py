"""Addresses without a language: feeds, the calendar file, the sitemap."""

from django.urls import path

from apmbc_portal.web.public import calendar, machines

urlpatterns = [
    path("feeds/outcomes.atom", machines.feed, name="feed"),
    path("calendar/meetings.ics", calendar.calendar_file, name="calendar_file"),
    path("sitemap.xml", machines.sitemap, name="sitemap"),
    path("robots.txt", machines.robots, name="robots"),
]
