"""The portal's only settings, by what they are about. Every value of a deployment comes from the environment.

A value that is missing or wrong stops the start with a sentence that names it (`docs/operate.md` lists them all). There is no
second set for development or tests: what differs there says so where it stands.
"""

from apmbc_portal.settings.base import *  # first: a start without keys ends there
from apmbc_portal.settings.browser import *
from apmbc_portal.settings.database import *
from apmbc_portal.settings.files import *
from apmbc_portal.settings.languages import *
from apmbc_portal.settings.letters import *
from apmbc_portal.settings.logs import *
from apmbc_portal.settings.sign_in import *
from apmbc_portal.settings.workers import *
