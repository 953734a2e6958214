"""Fixtures that drive a real Chromium against the live server."""

import os
import shutil

import pytest

CHROMIUM = ["chromium", "chromium-browser", "google-chrome"]
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"]
PATIENCE = 15_000  # milliseconds: a page of a busy machine is slow, not broken


@pytest.fixture(scope="session")
def browser():
    """One headless Chromium for the session (Debian's; Playwright downloads nothing)."""
    executable = next((path for name in CHROMIUM if (path := shutil.which(name))), None)
    if executable is None:
        pytest.skip("Chromium is not installed (Debian package chromium)")
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE)

    # Playwright's loop runs in this thread, and Django would refuse the tests' own queries because of it.
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, args=ARGUMENTS)
        yield chromium
        chromium.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


class Visitors:
    """Opens browser windows that share nothing, and remembers what went wrong in any of them."""

    def __init__(self, browser, base_url):
        self.browser, self.base_url = browser, base_url
        self.contexts, self.complaints = [], []

    def new(self, **options):
        """A page of a visitor nobody knows yet."""
        options = {"base_url": self.base_url, "viewport": {"width": 1280, "height": 900}, "locale": "en-GB"} | options
        context = self.browser.new_context(**options)
        context.set_default_timeout(PATIENCE)
        self.contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: self.complaints.append(f"script error: {error}"))
        page.on("console", self.listen)
        return page

    def listen(self, message):
        # A refused style or script is a broken promise of the content security policy, on whatever page it happens.
        if message.type == "error" and "Content Security Policy" in message.text:
            self.complaints.append(message.text)

    def close(self):
        for context in self.contexts:
            context.close()


@pytest.fixture
def visitors(browser, live_server):
    """`visitors.new()` opens a page with cookies of its own; script errors and policy violations fail the test."""
    opened = Visitors(browser, live_server.url)
    yield opened
    opened.close()
    assert opened.complaints == []


@pytest.fixture
def page(visitors):
    """One page at the live server."""
    return visitors.new()
