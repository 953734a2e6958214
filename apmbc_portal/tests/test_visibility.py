"""Who may see: every model that is shown to anybody, for the whole cast, audience by audience."""

import datetime

import pytest
from django.db import IntegrityError, models, transaction

from apmbc_portal.testing import factories as make
from apmbc_portal.testing.factories import viewer_of
from apmbc_portal.visibility import PUBLIC, Audience, Releasable, common_audience
from engagements.models import Comment, CommitteeSeat, Engagement, EngagementRequest, Lesson, NamedGrant, Suggestion
from meetings.models import Agenda, Meeting, Paper, Participant
from reports.models import ContactList, Document, Outcome, OutcomeReport, ReportText

pytestmark = pytest.mark.django_db

DESK = {"isu", "own"}  # who sees a row that was opened to nobody
# audience: whom it lets in beside the State and the ISU
LETS_IN = {
    "state": set(),
    "committee": {"committee"},
    "participants": {"participant"},
    "both": {"committee", "participant"},
    "partners": {"committee", "participant", "partner", "other participant"},
    "public": {"committee", "new committee", "participant", "partner", "other participant", "other", "expired", "public"},
}
# A contact list is opened no wider than its people agreed to.
KEPT_TO = {ContactList: {"state", "participants"}}
# Partners are all partners of the portal: a Committee member of any seat is one of its groups.
LETS_IN["partners"] |= {"new committee"}


@pytest.fixture
def world():
    """A State with one row of everything, and a cast around it; nothing is opened to anybody."""
    state = make.make_state()
    engagement = make.make_engagement(state)
    meeting = make.make_meeting(engagement, status="held")
    outsider_meeting = make.make_meeting(make.make_engagement(), status="held")
    text = make.make_text(make.make_report(meeting, status="approved"))
    contact_list = make.make_contact_list(meeting)
    rows = {
        Engagement: engagement,
        EngagementRequest: make.make_request(engagement, status="submitted"),
        Meeting: meeting,
        Agenda: make.make_agenda(meeting),
        Paper: make.make_paper(meeting),
        ReportText: text,
        Outcome: make.make_outcome(meeting),
        ContactList: contact_list,
        Lesson: make.make_lesson(engagement),
    }
    participant, other = make.make_user(), make.make_user()
    make.make_participant(meeting, make.make_contact(user=participant))
    make.make_participant(outsider_meeting, make.make_contact(user=other))
    partner_of_other = make.make_partner(user=other)
    today = make.today()
    cast = {
        "isu": make.make_staff(),
        "own": make.make_focal_point(state),
        "other": make.make_focal_point(),
        "expired": make.make_focal_point(state, ends=today - datetime.timedelta(days=1)),
        "committee": make.make_delegate(),
        "new committee": make.make_delegate(since=today),
        "participant": participant,
        "other participant": partner_of_other,
        "partner": make.make_partner(),
    }
    viewers = {name: viewer_of(user) for name, user in cast.items()} | {"public": PUBLIC}
    return rows, viewers


def who_sees(row, viewers):
    """The names of all in the cast whose queryset holds this very row, and no row of another State beside it."""
    return {name for name, viewer in viewers.items() if type(row).objects.visible_to(viewer).filter(pk=row.pk).exists()}


def open_row(row, audience, days_ago=1):
    since = datetime.datetime.now(tz=datetime.UTC) - datetime.timedelta(days=days_ago)
    if audience not in KEPT_TO.get(type(row), Audience.values):
        with pytest.raises(IntegrityError), transaction.atomic():
            type(row).objects.filter(pk=row.pk).update(audience=audience)
        audience = "state"
    type(row).objects.filter(pk=row.pk).update(audience=audience, audience_since=since)
    return audience


def test_every_releasable_model_is_in_the_world(world):
    rows, _viewers = world

    def below(model):
        return {model} if not model._meta.abstract else set().union(*(below(child) for child in model.__subclasses__()))

    assert {model for model in below(Releasable) if issubclass(model, models.Model)} == set(rows)


@pytest.mark.parametrize("audience", Audience.values)
def test_each_audience_lets_in_whom_it_names_and_nobody_else(world, audience):
    rows, viewers = world
    for row in rows.values():
        in_effect = open_row(row, audience)
        assert who_sees(row, viewers) == DESK | LETS_IN[in_effect], type(row).__name__


@pytest.mark.parametrize("audience", Audience.values)
def test_closing_the_file_hides_every_row_at_once(world, audience):
    rows, viewers = world
    for row in rows.values():
        open_row(row, audience)
    Engagement.objects.filter(pk=rows[Engagement].pk).update(withheld=True)
    for row in rows.values():
        assert who_sees(row, viewers) == DESK, type(row).__name__


def test_nobody_sees_a_row_twice(world):
    rows, viewers = world
    for row in rows.values():
        open_row(row, "public")
        for viewer in viewers.values():
            seen = list(type(row).objects.visible_to(viewer).filter(pk=row.pk))
            assert len(seen) <= 1


def test_a_grant_by_name_opens_one_row_to_one_party(world):
    rows, viewers = world
    organisation = make.make_organisation()
    user = make.make_partner(organisation)
    for row in rows.values():
        NamedGrant.objects.create(
            item=row.release_id, engagement=rows[Engagement], party=organisation.party_id, party_name=organisation.name,
            effective=True, since="2026-01-01T00:00Z",
        )  # fmt: skip
        cast = viewers | {"named": viewer_of(user)}
        assert who_sees(row, cast) == DESK | {"named"}, type(row).__name__


def test_a_grant_by_name_that_another_host_has_not_joined_opens_nothing(world):
    rows, viewers = world
    organisation = make.make_organisation()
    user = make.make_partner(organisation)
    NamedGrant.objects.create(
        item=rows[Meeting].release_id, engagement=rows[Engagement], party=organisation.party_id, party_name="x",
        effective=False, since="2026-01-01T00:00Z",
    )  # fmt: skip
    assert who_sees(rows[Meeting], viewers | {"named": viewer_of(user)}) == DESK


def test_the_committee_is_the_seats_in_office_when_the_state_granted(world):
    rows, viewers = world
    for row in rows.values():
        if type(row) in KEPT_TO:
            continue
        open_row(row, "committee", days_ago=1)  # "new committee" took its seat today
        assert "new committee" not in who_sees(row, viewers)
        open_row(row, "committee", days_ago=0)  # the State's next decision lets it in
        assert "new committee" in who_sees(row, viewers)


def test_an_ended_seat_is_out_the_next_day(world):
    rows, _viewers = world
    open_row(rows[Engagement], "committee")
    yesterday = make.today() - datetime.timedelta(days=1)
    seat = CommitteeSeat.objects.create(state=make.make_state(), starts=yesterday - datetime.timedelta(days=300), ends=yesterday)
    delegate = make.make_delegate(seat)  # the delegate's own row is open-ended
    assert who_sees(rows[Engagement], {"delegate": viewer_of(delegate)}) == set()


def test_a_draft_is_seen_by_the_state_that_writes_it_alone(world):
    rows, viewers = world
    state = rows[Engagement].state
    for status in ("draft", "in_clearance", "discarded"):
        draft = make.make_request(make.make_engagement(state, status="exploring", reference=None), status=status)
        open_row(draft, "public")
        assert who_sees(draft, viewers) == {"own"}


def test_a_draft_the_desk_transcribes_is_the_desks_alone_until_recorded(world):
    rows, viewers = world
    draft = make.make_request(make.make_engagement(rows[Engagement].state, status="exploring"), on_behalf=True)
    assert who_sees(draft, viewers) == {"isu"}


def test_a_file_from_public_sources_is_the_desks_alone(world):
    rows, viewers = world
    record = make.make_engagement(rows[Engagement].state, origin="public_sources", status="closed")
    open_row(record, "public")
    assert who_sees(record, viewers) == {"isu"}


def test_a_report_text_is_the_isus_while_drafted_and_the_states_until_approved(world):
    rows, viewers = world
    text = rows[ReportText]
    open_row(text, "public")
    expected = {"drafting": {"isu"}, "with_state": DESK, "sent_back": DESK, "approved": set(viewers)}
    for status, who in expected.items():
        OutcomeReport.objects.filter(pk=text.report_id).update(status=status)
        assert who_sees(text, viewers) == who
        assert who_sees(text.report, viewers) == who & DESK


def test_what_is_never_opened_stays_with_the_state_and_the_isu(world):
    rows, viewers = world
    engagement, meeting = rows[Engagement], rows[Meeting]
    for row in rows.values():
        open_row(row, "public")
    letter = make.make_correspondence(engagement.state, engagement=engagement)
    message = Comment.objects.create(engagement=engagement, text="A question")
    note = Comment.objects.create(engagement=engagement, text="A note", kind="internal")
    assert who_sees(letter, viewers) == DESK
    assert who_sees(message, viewers) == DESK
    assert who_sees(note, viewers) == {"isu"}
    assert who_sees(make.make_invitation(meeting), viewers) == DESK
    assert who_sees(Participant.objects.filter(meeting=meeting).first(), viewers) == DESK


def test_a_suggestion_is_seen_by_the_committee_as_far_as_it_sees_the_request(world):
    rows, viewers = world
    suggestion = Suggestion.objects.create(request=rows[EngagementRequest], text="Meet beside the Intersessional Meetings")
    assert who_sees(suggestion, viewers) == DESK
    open_row(rows[EngagementRequest], "committee")
    assert who_sees(suggestion, viewers) == DESK | {"committee"}


@pytest.mark.parametrize("audience", Audience.values)
def test_a_suggestion_stays_with_state_isu_and_the_seats_in_office_however_far_the_request_is_opened(world, audience):
    rows, viewers = world
    request, partner = rows[EngagementRequest], make.make_organisation()
    suggestion = Suggestion.objects.create(request=request, text="Meet beside the Intersessional Meetings")
    open_row(request, audience)
    NamedGrant.objects.create(
        item=request.release_id, engagement=rows[Engagement], party=partner.party_id, party_name="x", effective=True,
        since="2026-01-01T00:00Z",
    )  # fmt: skip
    cast = viewers | {"named": viewer_of(make.make_partner(partner))}
    assert "named" in who_sees(request, cast)
    assert who_sees(suggestion, cast) == DESK | ({"committee"} & LETS_IN[audience])
    Engagement.objects.filter(pk=rows[Engagement].pk).update(withheld=True)
    assert who_sees(suggestion, cast) == DESK


def test_a_document_is_seen_by_whoever_sees_what_it_is_made_of(world):
    rows, viewers = world
    for subject, fields in (
        (rows[ReportText], {"text": rows[ReportText], "made_for": "readers"}),
        (rows[ContactList], {"kind": "contact_list", "contact_list": rows[ContactList]}),
    ):
        document = Document.objects.create(**{"kind": "report", "title": "x", "content_hash": str(subject.release_id)} | fields)
        for audience in Audience.values:
            in_effect = open_row(subject, audience)
            assert who_sees(document, viewers) == who_sees(subject, viewers) == DESK | LETS_IN[in_effect]


@pytest.mark.parametrize(("stage", "who"), [("isu", {"isu"}), ("state", DESK)])
def test_a_document_of_an_earlier_stage_stays_with_those_who_read_that_stage(world, stage, who):
    rows, viewers = world
    open_row(rows[ReportText], "public")
    document = Document.objects.create(kind="report", title="x", content_hash="x", text=rows[ReportText], made_for=stage)
    assert who_sees(document, viewers) == who


def test_of_a_joint_meeting_both_hosts_see_and_either_can_close():
    first, second = make.make_engagement(), make.make_engagement()
    meeting = make.make_meeting(first, second, status="held")
    viewers = {
        "first": viewer_of(make.make_focal_point(first.state)),
        "second": viewer_of(make.make_focal_point(second.state)),
        "third": viewer_of(make.make_focal_point()),
        "public": PUBLIC,
    }
    assert who_sees(meeting, viewers) == {"first", "second"}
    open_row(meeting, "public")
    assert who_sees(meeting, viewers) == set(viewers)
    Engagement.objects.filter(pk=second.pk).update(withheld=True)
    assert who_sees(meeting, viewers) == {"first", "second"}


def test_a_meeting_held_back_is_hidden_from_others_but_not_from_its_hosts(world):
    rows, viewers = world
    open_row(rows[Meeting], "public")
    Meeting.objects.filter(pk=rows[Meeting].pk).update(held_back=True)
    assert who_sees(rows[Meeting], viewers) == DESK


@pytest.mark.parametrize(
    ("granted", "common"),
    [
        (["public"], "public"),
        (["public", "partners"], "partners"),
        (["committee", "participants"], "state"),
        (["both", "committee"], "committee"),
        (["partners", "both"], "both"),
        (["public", "state"], "state"),
        ([], "state"),
    ],
)
def test_hosts_share_only_what_all_of_them_granted(granted, common):
    assert common_audience(granted) == common
