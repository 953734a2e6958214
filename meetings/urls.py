"""Addresses of this app; see apmbc_portal/web/urls.py."""

from django.urls import path

from meetings.views.hosts import meeting_invitations, meeting_step
from meetings.views.link import invitation
from meetings.views.page import meeting
from meetings.views.papers import paper, paper_original

urlpatterns = [
    path("meetings/<str:reference>/", meeting, name="meeting"),
    path("meetings/<str:reference>/invitations/", meeting_invitations, name="meeting_invitations"),
    path("meetings/<str:reference>/steps/<slug:verb>/", meeting_step, name="meeting_step"),
    path("invitations/<str:token>/", invitation, name="invitation"),
    path("papers/<uuid:pk>/", paper, name="paper"),
    path("papers/<uuid:pk>/original/", paper_original, name="paper_original"),
]
