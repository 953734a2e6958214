"""No way of ending, replacing, narrowing or closing leaves a State without anybody who can withdraw (decision 16)."""

import pytest
from django.test import Client
from django.urls import reverse

from apmbc_portal.accounts.admin import UserAdmin
from apmbc_portal.accounts.models import User
from apmbc_portal.notices.models import Letter
from apmbc_portal.testing import factories as make
from apmbc_portal.workflow import Refused
from engagements import handover
from engagements.admin.people import NominationAdmin
from engagements.models import Nomination, State

pytestmark = pytest.mark.django_db
DAY = make.datetime.timedelta(days=1)
ALONE = "Nobody else can withdraw for Aramar"


@pytest.fixture
def desk():
    client = Client()
    client.force_login(make.make_staff())
    return client


@pytest.fixture
def last():
    """The only one who can withdraw for Aramar; a colleague may draft, a former one has run out, another State has two."""
    state, other = make.make_state(), make.make_state()
    make.make_focal_point(state, may_submit=False)
    for _each in range(2):
        make.make_focal_point(other)
    return make.make_focal_point(state, may_release=False)


def able(state):
    return set(
        Nomination.objects.speaking().filter(state=state, may_submit=True, user__is_active=True).values_list("user", flat=True)
    )


def close(desk, user):
    typed = {"name": user.name, "email": user.email, "title": "", "language": "en", "time_zone": user.time_zone}
    inline = {"staff_appointments-TOTAL_FORMS": 0, "staff_appointments-INITIAL_FORMS": 0}
    return desk.post(reverse("admin:accounts_user_change", args=[user.pk]), typed | inline)


def narrow(desk, user, **typed):
    row = user.nominations.get()
    letter = make.make_correspondence(row.state)
    data = {"function": "", "place": "", "document": "", "starts": row.starts.isoformat(), "ends": "", "may_draft": "on",
            "may_submit": "on", "cites": letter.pk} | typed  # fmt: skip
    return desk.post(
        reverse("admin:engagements_nomination_change", args=[row.pk]), {k: v for k, v in data.items() if v is not None}
    )


WAYS = {
    "close the account": (close, "is_active"),
    "take the right": (lambda desk, user: narrow(desk, user, may_submit=None), "may_submit"),
    "begin later": (lambda desk, user: narrow(desk, user, starts=(make.today() + DAY).isoformat()), "starts"),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("has_run_out", [False, True])
def test_the_desk_does_not_take_away_the_last_and_does_once_another_can(desk, last, way, has_run_out):
    act, field = WAYS[way]
    row = last.nominations.get()
    if has_run_out:
        Nomination.objects.filter(pk=row.pk).update(ends=make.today() - DAY)
    page = act(desk, last)
    assert (page.status_code, ALONE in str(page.context["adminform"].form.errors.get(field))) == (200, True)
    assert able(row.state) == {last.pk}
    make.make_focal_point(row.state)
    assert act(desk, last).status_code == 302
    assert last.pk not in able(row.state)


def test_a_shorter_period_is_no_loss_since_the_last_word_stays(desk, last):
    state = last.nominations.get().state
    assert narrow(desk, last, ends=(make.today() - DAY).isoformat()).status_code == 302
    assert able(state) == {last.pk}


def test_nobody_is_replaced_by_somebody_who_cannot_withdraw(desk, last):
    row, new = last.nominations.get(), make.make_user()
    typed = {"state": row.state_id, "user": str(new.pk), "starts": make.today().isoformat(), "may_draft": "on", "place": "capital",
             "instead_of": row.pk, "document": str(make.make_correspondence(row.state).pk)}  # fmt: skip
    page = desk.post(reverse("admin:engagements_nomination_add"), typed)
    assert ALONE in str(page.context["adminform"].form.errors["instead_of"])
    proposal = make.make_proposal(row.state, instead_of=row, may_draft=True, may_submit=False)
    with pytest.raises(Refused, match=ALONE):
        handover.propose(proposal, by=make.viewer_of(last))
    with pytest.raises(Refused, match=ALONE):
        handover.answer(proposal, "confirm", by=make.isu_viewer())
    assert able(row.state) == {last.pk}
    assert desk.post(reverse("admin:engagements_nomination_add"), typed | {"may_submit": "on"}).status_code == 302
    assert able(row.state) == {new.pk}


def test_the_state_s_own_word_ends_even_the_last_and_its_mission_is_told_how_to_withdraw(desk, last):
    row = last.nominations.get()
    page = reverse("admin:engagements_nomination_end", args=[row.pk])
    typed = {"cites": make.make_correspondence(row.state).pk, "note": "Recalled."}
    assert "no address of its Permanent Mission" in desk.get(page).content.decode()
    assert desk.post(page, typed).status_code == 422
    assert able(row.state) == {last.pk}
    State.objects.filter(pk=row.state_id).update(mission_email="mission@demo.example")
    assert "only by writing to the ISU" in desk.get(page).content.decode()
    assert desk.post(page, typed).status_code == 302
    assert able(row.state) == set()
    assert "withdraws, or takes back" in Letter.objects.get(kind="nomination_ended", to="mission@demo.example").body


def test_no_list_of_the_desk_ends_or_closes_many_at_once():
    for admin in (UserAdmin, NominationAdmin):
        assert (set(admin.actions or []) - {"send_invitation"}, admin.list_editable, admin.may_delete) == (set(), (), False)


def test_an_account_of_somebody_who_is_not_the_last_is_closed(desk, last):
    colleague = User.objects.get(nominations__state__name_en="Aramar", nominations__may_submit=False)
    assert close(desk, colleague).status_code == 302
    assert not User.objects.get(pk=colleague.pk).is_active
