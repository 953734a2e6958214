"""The no-leak check: marked words in rows nobody was let in to, every address of the portal, everybody who must not know.

    planting (apmbc_portal/testing/canaries.py) → world → routes → asking → walk → command `check_release`

Rows come from the models, addresses from the URL configuration, so that a new column or page is covered without being
listed. Two questions are asked of every answer to an outsider: does it hold a marked word or a key, and does it differ
from the answer they would get if the rows did not exist? docs/security.md says what is and is not shown by it.
"""
