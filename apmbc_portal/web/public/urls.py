"""Pages for everybody: home, States, calendar, lessons, contact."""

from django.urls import path

from apmbc_portal.web.public import brief, calendar, contact, home, lessons, opened, states

urlpatterns = [
    path("", home.home, name="home"),
    path("states/", states.states, name="states"),
    path("states/<str:iso3>/", states.state, name="state"),
    path("states/<str:iso3>/brief/", brief.brief, name="state_brief"),
    path("calendar/", calendar.calendar, name="calendar"),
    path("lessons/", lessons.lessons, name="lessons"),
    path("lessons/<uuid:release_id>/", lessons.lesson, name="lesson"),
    path("opened/", opened.opened, name="opened"),
    path("contact/", contact.contact, name="contact"),
    path("contact/thanks/", contact.thanks, name="contact_thanks"),
]
