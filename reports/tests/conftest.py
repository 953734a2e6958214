"""Fixtures of this app's tests."""

import sys

import pytest

from reports import tasks
from reports.printing.apart import Abandoned, Failed, Why


@pytest.fixture
def paper(monkeypatch):
    """The layout engine, replaced: what it was given, and what it does. The real one has its own tests.

    It runs in the test's own process, not in one apart, so that it can be asked afterwards.
    """

    class Paper:
        given, pages, error = [], 3, None

        def render(self, content, tell):
            tell("layout", 1)
            self.given.append(content)
            if self.error:
                raise self.error
            return b"%PDF-1.7 " + content["title"].encode(), self.pages

    def run_here(jobs, tell, limits):
        def say(stage, done=0, total=0):
            tell(stage, done, total)

        try:
            return [job(say) for job in jobs]
        except (Abandoned, Failed, OSError):
            raise
        except Exception as error:
            raise Failed(Why.LAYOUT, type(error).__name__) from error

    paper = Paper()
    paper.given = []
    module = type(sys)("reports.printing.pdf")
    module.render, module.warm_up = paper.render, lambda: None
    monkeypatch.setitem(sys.modules, "reports.printing.pdf", module)
    monkeypatch.setattr(tasks, "run_apart", run_here)
    monkeypatch.setattr(tasks.current_app, "send_task", lambda *args, **kwargs: None)
    return paper
