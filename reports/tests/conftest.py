"""Fixtures of this app's tests."""

import sys

import pytest

from reports import tasks


@pytest.fixture
def paper(monkeypatch):
    """The layout engine, replaced: what it was given, and what it does. The real one has its own tests."""

    class Paper:
        given, pages, error = [], 3, None

        def render(self, content, tell=lambda stage, page: None):
            tell("layout", 1)
            self.given.append(content)
            if self.error:
                raise self.error
            return b"%PDF-1.7 " + content["title"].encode(), self.pages

    paper = Paper()
    paper.given = []
    module = type(sys)("reports.printing.pdf")
    module.render, module.Abandoned = paper.render, type("Abandoned", (BaseException,), {})
    monkeypatch.setitem(sys.modules, "reports.printing.pdf", module)
    monkeypatch.setattr(tasks.current_app, "send_task", lambda *args, **kwargs: None)
    return paper
