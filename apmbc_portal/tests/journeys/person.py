"""Somebody at a browser: reads labels, presses buttons, follows links, and knows nothing of the markup."""

from pathlib import Path

from django.db import transaction
from playwright.sync_api import expect
from pypdf import PdfReader

from apmbc_portal.accounts import second_factor
from apmbc_portal.testing.factories import PASSWORD
from apmbc_portal.testing.second_factor import next_code
from meetings import reference


class Person:
    """A visitor with a window of their own; `user` is the account, where they have one."""

    def __init__(self, visitors, user=None, **options):
        self.page, self.user = visitors.new(**options), user

    def sign_in(self, address="/"):
        if address:
            self.go(address)
            self.follow("Sign in", within="navigation")
        self.type_password()
        return self

    def type_password(self):
        self.fill("E-mail", self.user.email)
        self.fill("Password", PASSWORD)
        self.press("Sign in")
        if second_factor.of(self.user):
            self.heading("Your code")
            self.fill("Code", next_code(self.user))
            self.press("Sign in")

    def sign_out(self):
        self.follow("Sign out")
        self.page.get_by_role("main").get_by_role("button", name="Sign out").click()
        self.reads("You have signed out.")

    def go(self, address, status=200):
        """Type an address, such as that of a letter or a bookmark."""
        answer = self.page.goto(address)
        assert answer.status == status, f"{address}: {answer.status}"

    def look_again(self, status=200):
        answer = self.page.reload()
        assert answer.status == status, f"{self.page.url}: {answer.status}"

    def follow(self, name, within="", exact=False):
        place = self.page.get_by_role(within).first if within else self.page
        place.get_by_role("link", name=name, exact=exact).first.click()

    def press(self, name, within=None, exact=True):
        (within or self.page).get_by_role("button", name=name, exact=exact).first.click()

    def step(self, name):
        """Take a step of the desk: open it, read what it asks, confirm it."""
        self.page.locator("summary").filter(has_text=name).first.click()
        looked = self.page.locator("details[open]").get_by_label("I have looked at the passages with names", exact=False)
        if looked.count():
            looked.first.check()
        self.press(name)
        self.reads(f"Done: {name}.")

    def fill(self, label, text, within=None):
        (within or self.page).get_by_label(label, exact=False).first.fill(text)

    def tick(self, label, within=None):
        (within or self.page).get_by_label(label).first.check()

    def choose(self, label, option, within=None):
        (within or self.page).get_by_label(label).first.select_option(label=option)

    def reads(self, *texts):
        for text in texts:
            expect(self.page.locator("body")).to_contain_text(text)

    def reads_nothing_of(self, *texts):
        for text in texts:
            expect(self.page.locator("body")).not_to_contain_text(text)

    def heading(self, name):
        expect(self.page.get_by_role("heading", name=name).first).to_be_visible()

    def status_of(self, address):
        """What this visitor is answered at an address, with the cookies of their window."""
        return self.page.request.get(address).status

    def text_of(self, address):
        return self.page.request.get(address).text()

    def download(self, link):
        """Click `link`, and the text of the PDF that comes."""
        with self.page.expect_download() as coming:
            self.page.get_by_role("link", name=link).first.click()
        path = Path(coming.value.path())
        return "\n".join(sheet.extract_text() for sheet in PdfReader(path).pages)


def load_agenda():
    """The structure of a meeting that the Committee suggests, as `load_reference` brings it."""
    with transaction.atomic():
        list(reference.load())
