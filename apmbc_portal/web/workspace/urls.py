"""The workspace of a State's focal points. A reference begins with IA-, so it is asked last."""

from django.urls import path

from apmbc_portal.web.workspace import (
    decision,
    engagement,
    home,
    interests,
    ledger,
    people,
    preview,
    proposed,
    recorded,
    report,
    report_answers,
    report_open,
    two_people,
)

urlpatterns = [
    path("", home.workspace, name="workspace"),
    path("ledger/", ledger.ledger, name="ledger"),
    path("recorded/", recorded.recorded, name="recorded"),
    path("recorded/<int:number>/reverse/", recorded.reverse, name="recorded_reverse"),
    path("people/", people.focal_points, name="focal_points"),
    path("people/propose/", people.propose_one, name="focal_point_propose"),
    path("people/leave/", people.leave, name="focal_point_leave"),
    path("people/proposals/<uuid:pk>/", people.proposal, name="focal_point_proposal"),
    path("items/<uuid:release_id>/", decision.decision, name="decision"),
    path("items/<uuid:release_id>/take-back/", decision.take_back, name="decision_take_back"),
    path("items/<uuid:release_id>/as/<slug:who>/", preview.preview, name="decision_preview"),
    path("interests/<uuid:pk>/", interests.interest, name="workspace_interest"),
    path("proposals/<uuid:pk>/", proposed.proposal, name="proposed_decision"),
    path("two-people/<str:iso3>/", two_people.two_people, name="two_people"),
    path("reports/<int:pk>/", report.read, name="workspace_report"),
    path("reports/<int:pk>/answer/", report_answers.answer, name="workspace_report_answer"),
    path("reports/files/<uuid:pk>/", report_answers.returned_file, name="returned_file"),
    path("reports/<int:pk>/send-back/", report.send_back, name="workspace_report_send_back"),
    path("reports/<int:pk>/approve/", report.approve, name="workspace_report_approve"),
    path("reports/<int:pk>/open/", report_open.open_texts, name="workspace_report_open"),
    path("<str:reference>/", engagement.page, name="workspace_engagement"),
    path("<str:reference>/close/", decision.close_file, name="workspace_close"),
]
