"""The Celery application of the fault tests: the portal's own, but its engine does as the document says."""

import os
import signal

from apmbc_portal.celery import app
from reports.printing.formats import ENGINES

ENGINES["pdf"] = "apmbc_portal.testing.engine"


@app.on_after_finalize.connect
def fall_between_two_steps(**_signal):
    """A document that says so brings its worker down on the first attempt, when its file is stored and its row does not say so."""
    from reports.models import Document  # only now are the apps loaded

    finish = Document.finish

    def finish_or_fall(self, *args, **kwargs):
        if self.content.get("do") == "fall" and self.attempt == 1:
            os.kill(os.getpid(), signal.SIGKILL)
        return finish(self, *args, **kwargs)

    Document.finish = finish_or_fall
