"""The world of the check: files that were opened in different ways, files and rows that were not, and the people around them."""

import datetime
from collections import namedtuple
from functools import cached_property
from urllib.parse import urlsplit

from django.conf import settings
from django.test import Client
from django.utils import timezone

from apmbc_portal.audit.models import Publication
from apmbc_portal.links import token_for
from apmbc_portal.testing import factories as make
from apmbc_portal.testing import second_factor
from apmbc_portal.testing.canaries import File
from apmbc_portal.testing.marked import DESK_ONLY, DRAFTS, OPENED, PRIVATE
from engagements.models import Engagement, NamedGrant

LONG_AGO = datetime.timedelta(days=60)  # before the seats on the Committee, and the offices of all others, began
ENDED = datetime.timedelta(days=1)


Known = namedtuple("Known", "rows of_everybody state")


class World:
    """First what others may read (`plant_open`), then what nobody was let in to (`plant_hidden`)."""

    def __init__(self, *, real_files=False):
        self.real_files, self.hidden, self.links = real_files, {}, {}
        self.state = make.make_state(region="Region of the check")
        self.hidden_state = make.make_state(region="Region of the check")
        self.plant_open()
        self.people = self.gather_people()
        self.outsiders = {name: client_of(user) for name, user in self.people.items()}
        self.insiders = {
            "own State": client_of(make.make_focal_point(self.hidden_state, user=person())),
            "State of the open file": client_of(make.make_focal_point(self.state, user=person())),
            "ISU": client_of(make.make_staff(user=person())),
        }

    # --- files ----------------------------------------------------------------------------------------------------

    def plant_open(self):
        """One file of which all is open to everybody; one opened to partners, one long ago to Committee and participants."""
        self.open = File("o", self.state, real_files=self.real_files)
        self.open.open_all(names=[*OPENED, "bare meeting"])
        self.partners = File("p", self.state)
        self.partners.open_all("partners")
        self.earlier = File("e", self.state)
        self.earlier.open_all("both")
        for name in OPENED:
            row = self.earlier.rows[name]
            type(row)._base_manager.filter(pk=row.pk).update(audience_since=timezone.now() - LONG_AGO)

    def plant_hidden(self):
        """A file of which nothing is open, one that was closed again, and rows beside those that are open."""
        closed = File("c", self.state)
        closed.open_all()
        Engagement.objects.filter(pk=closed.rows["engagement"].pk).update(withheld=True)
        self.hidden = {
            "nothing was opened": File("s", self.hidden_state, real_files=self.real_files),
            "closed again": closed,
            "beside open rows": File("b", beside=self.open),
        }
        secret = self.hidden["nothing was opened"]
        contact = make.make_contact(self.organisation, user=self.people["partner who took part"], name="-")
        make.make_participant(secret.rows["meeting"], contact, attendance="present")
        for file in (secret, self.hidden["beside open rows"]):
            file.open_what_never_opens()
        Publication.bump()
        self.planted = list(self.files.values())

    @property
    def typed(self):
        """Keys of hidden rows as somebody could send them with a form of a page that is open."""
        if not self.hidden:
            return {}
        rows = self.hidden["beside open rows"].rows
        return {
            "approve": str(rows["second invitation"].pk),
            "cites": str(rows["letter"].pk),
            "party": str(rows["organisation"].party_id),
        }

    @property
    def between(self):
        """What everybody may ask for although it stands near hidden rows: the State of the hidden file."""
        return Known({}, {}, self.hidden_state)

    @property
    def files(self):
        return {"open": self.open, "opened to partners": self.partners, "opened before": self.earlier} | self.hidden

    # --- people ---------------------------------------------------------------------------------------------------

    def gather_people(self):
        """Everybody who must not learn of the hidden rows; None is who is not signed in."""
        self.organisation = make.make_organisation()
        # Somebody to whom one row was opened by name sees no other for that.
        NamedGrant.objects.create(
            item=self.open.rows["paper"].release_id, engagement=self.open.rows["engagement"], party=self.organisation.party_id,
            party_name="-", effective=True, since=timezone.now(),
        )  # fmt: skip
        expired = person()
        for state in (self.hidden_state, self.state):
            make.make_focal_point(state, user=expired, ends=make.today() - ENDED)
        participant = person()
        other = make.make_meeting(make.make_engagement(), status="held")
        make.make_participant(other, make.make_contact(user=participant), attendance="present")
        return {
            "public": None,
            "partner who took part": make.make_partner(self.organisation, user=person()),
            "participant of another meeting": participant,
            "other State's focal point": make.make_focal_point(user=person()),
            "expired focal point": expired,
            "Chair of the Committee": make.make_delegate(user=person(), chair=True),
            "staff without second factor": make.make_staff(user=person(), has_app=False),
        }

    @cached_property
    def cast(self):
        """Everybody whose answers are looked at: the outsiders, and the two sides of a file for what the other keeps to itself."""
        return self.outsiders | {name: self.insiders[name] for name in ("ISU", "State of the open file")}

    def hidden_from(self, who):
        """{what: file} of the files of which `who` must not know."""
        kept = self.hidden | {"opened before": self.earlier}
        if who not in ("partner who took part", "Chair of the Committee"):
            kept |= {"opened to partners": self.partners}
        return kept

    # --- what must not be found -----------------------------------------------------------------------------------

    def forbidden(self, who):
        """{word or key: where it stands} of all that `who` must not read anywhere."""
        if who == "ISU":
            return self.words_at(self.files, (*DRAFTS, *PRIVATE))
        if who == "State of the open file":
            secret = {what: file for what, file in self.hidden.items() if file.state == self.hidden_state}
            own = {what: file for what, file in self.files.items() if what not in secret}
            return self.words_at(own, (*DESK_ONLY, *PRIVATE)) | self.words_at(secret) | self.keys_at(secret)
        kept = self.hidden_from(who)
        return self.words_at(kept) | self.keys_at(kept)

    def words_at(self, files, rows=None):
        """{marked word: where it stands} of these files; only those of `rows`, where given."""
        return {
            word: f"{what}: {at}" for what, file in files.items() for word, at in file.marks.items()
            if rows is None or at in rows or at.rpartition(".")[0] in rows
        }  # fmt: skip

    def keys_at(self, files):
        return {key: f"{what}: the key {key}" for what, file in files.items() for key in self.told_keys(file)}

    def told_keys(self, file):
        """Keys that would tell of a row wherever they stood: not numbers, and not those of rows that others may know."""
        known = self.open.keys
        return {str(key) for kind in ("uuid", "str") for key in file.keys[kind] - known[kind]}

    def tokens(self, file):
        """A personal link of this file that is over, and one made up; a link tells the second in which it was made."""
        if file not in self.links:
            invitation = file.rows["invitation"]
            self.links[file] = ["a-link-made-up", token_for("invitation", invitation.pk, invitation.link_version - 1)]
        return self.links[file]


def person():
    """Somebody who signs in by no password: none is typed here, and making one takes long."""
    return make.make_user(password=None)


def client_of(user):
    """A browser at the portal's own address, signed in as `user` with whatever second factor they have."""
    site = urlsplit(settings.SITE_URL)
    given = {"SERVER_NAME": site.hostname, "SERVER_PORT": str(site.port or (443 if site.scheme == "https" else 80))}
    if site.scheme == "https":
        given |= {"wsgi.url_scheme": "https", "HTTP_X_FORWARDED_PROTO": "https"}
    client = Client(raise_request_exception=False, **given)
    if user is not None:
        client.force_login(user)
        second_factor.show(client, user)
    return client
