"""What a State does in its workspace, the ISU and the public notice in their next request; one person, one capacity at a time."""

import pytest

from apmbc_portal.testing import factories as make
from apmbc_portal.tests.journeys.person import Person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def world(visitors):
    """A file whose planned meeting and report the public can see; its focal point, and a visitor."""
    own = make.make_state()
    engagement = make.make_engagement(own)
    text = make.make_published(engagement, title="Survey first, clearance by 2030")
    meeting = make.opened(make.make_meeting(engagement, title="The second meeting"))
    return Person(visitors, make.make_focal_point(own)), Person(visitors), engagement, meeting, text


def test_a_pause_empties_the_calendar_and_a_withdrawal_hides_everything(world):
    state, public, engagement, meeting, text = world
    state.sign_in()
    public.go("/calendar/")
    public.reads("The second meeting")
    state.go(f"/workspace/{engagement.reference}/")
    state.follow("Pause")
    state.reads("Planned meetings leave every calendar.", "No reason is asked")
    state.press("Pause")
    state.reads("paused")
    public.look_again()
    public.reads_nothing_of("The second meeting")
    public.go(text.get_absolute_url())
    state.go(f"/workspace/{engagement.reference}/")
    state.follow("Resume")
    state.press("Resume")
    public.go("/calendar/")
    public.reads("The second meeting")
    public.go(text.get_absolute_url())
    state.go(f"/workspace/{engagement.reference}/")
    state.follow("Withdraw")
    state.reads("Everything your State had opened to others is closed at once")
    state.press("Withdraw")
    state.reads("withdrawn")
    public.look_again(status=404)
    public.go(meeting.get_absolute_url(), status=404)
    for address in ("/calendar/", "/outcomes/", "/"):
        public.go(address)
        public.reads_nothing_of("The second meeting", text.title)


def test_the_isu_can_record_a_pause_only_by_citing_the_states_letter(visitors):
    engagement = make.make_request(status="submitted").engagement
    make.make_correspondence(engagement=engagement, subject="Please pause")
    isu = Person(visitors, make.make_staff()).sign_in()
    isu.go(f"/admin/engagements/engagement/{engagement.pk}/file/")
    isu.page.locator("summary").filter(has_text="Pause").first.click()
    isu.press("Pause")
    engagement.refresh_from_db()
    assert engagement.status == "active"
    field = isu.page.locator("details[open]").get_by_role("combobox").first
    field.select_option(index=1)
    isu.page.locator("details[open]").get_by_label("Note").first.fill("Paused until the elections.")
    isu.press("Pause")
    isu.reads("Done: Pause.")
    engagement.refresh_from_db()
    assert engagement.status == "paused"


def test_somebody_with_two_capacities_acts_in_one_and_switches(visitors):
    own = make.make_state()
    user = make.make_focal_point(own)
    make.make_delegate(user=user)
    draft = make.make_request(state=own)
    both = Person(visitors, user).sign_in()
    both.reads("Focal point of Aramar")
    both.go(f"/requests/{draft.pk}/")
    both.follow("Act in another capacity")
    both.press("Act as: Committee member, Belmora")
    both.reads("You now act as: Committee member, Belmora")
    both.go(f"/requests/{draft.pk}/", status=404)
    both.follow("Act in another capacity")
    both.press("Act as: Focal point of Aramar")
    both.go(f"/requests/{draft.pk}/")
