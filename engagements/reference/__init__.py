"""The reference data of this app: States, membership, obligations, action plans, meetings of the Convention.

Where each file comes from, and who wins when desk and file differ: docs/reference-data.md.
"""

import datetime

from apmbc_portal import history
from engagements.models import ActionPlan, Engagement, Obligation, ObligationStep, Occasion, ReferenceRow, State
from engagements.reference.files import DATA, BadReference, choice, dates, fact, numbers, read, steps, text
from engagements.reference.table import Change, synchronise
from engagements.workflow import EngagementStatus

__all__ = ["BadReference", "load"]

NAMES = ("name_en", "name_fr", "name_es", "name_ru", "name_ar", "name_zh")
MEMBERSHIP_DATES = ("signed", "deposited", "entry_into_force", "withdrawal_notified", "withdrawal_effective")
NO_MEMBERSHIP = {column: None for column in MEMBERSHIP_DATES} | {"instrument": ""} | {
    "source": "", "confidence": "general-knowledge", "as_of": "", "note": "",
}  # fmt: skip


def load():
    """Bring every table into line with its file, inside the caller's transaction; return a Change for each."""
    changes = [load_states()]
    state_ids = dict(State.objects.values_list("iso3", "pk"))
    return [*changes, *load_obligations(state_ids), load_action_plans(), load_occasions(), load_past_approaches(state_ids)]


def a_state(row):
    state = text(row, "iso3", "m49", *NAMES, "region", "subregion")
    if missing := [column for column, value in state.items() if not value]:
        raise ValueError(f"{', '.join(missing)} may not be empty.")
    if len(state["m49"]) != 3:
        raise ValueError("an M49 code has three characters, such as 004.")
    return state


def a_membership(row):
    return text(row, "iso3", "instrument") | dates(row, *MEMBERSHIP_DATES) | fact(row)


def load_states():
    memberships = {row["iso3"]: row for row in read(DATA / "membership.csv", a_membership, unique=["iso3"])}
    rows = [
        state | memberships.pop(state["iso3"], NO_MEMBERSHIP) for state in read(DATA / "states.csv", a_state, unique=["iso3"])
    ]
    if memberships:
        raise BadReference(f"membership.csv: states.csv does not have {', '.join(memberships)}.")
    return synchronise(State.objects.real(), ["iso3"], rows)


def an_article_5_obligation(row):
    return (
        text(row, "iso3", "requested_deadline", "history")
        | choice(row, "status", Obligation.Status)
        | dates(row, "original_deadline", "deadline", "last_known_deadline")
        | numbers(row, "extensions")
        | fact(row)
        | {"article": Obligation.Article.ARTICLE_5.value}
    )


def a_victim_assistance_obligation(row):
    kept = {"article": Obligation.Article.VICTIM_ASSISTANCE.value, "status": Obligation.Status.REPORTS_SURVIVORS.value}
    return text(row, "iso3", "history") | fact(row) | kept


def load_obligations(state_ids):
    rows = read(DATA / "article5.csv", an_article_5_obligation, unique=["iso3"])
    rows += read(DATA / "victim_assistance.csv", a_victim_assistance_obligation, unique=["iso3"])
    histories = {}
    for row in rows:
        row["state_id"] = state_ids[row.pop("iso3")]
        histories[row["state_id"], row["article"]] = row.pop("history")
    real = Obligation.objects.filter(state__is_demo=False)
    yield synchronise(real, ["state_id", "article"], rows, prune=True)

    found = {(state, article): pk for pk, state, article in real.values_list("pk", "state_id", "article")}
    every = [{"obligation_id": found[key]} | step for key, history in histories.items() for step in steps(history)]
    own = ObligationStep.objects.filter(obligation__state__is_demo=False)
    yield synchronise(own, ["obligation_id", "position"], every, prune=True)


def an_action_plan(row):
    return (
        text(row, "code", "name", "adopted_at", "cooperation_actions", "individualised_approach_action")
        | dates(row, "adopted_on")
        | numbers(row, "period_start", "period_end", "number_of_actions")
        | fact(row)
    )


def load_action_plans():
    return synchronise(
        ActionPlan.objects.all(), ["code"], read(DATA / "action_plans.csv", an_action_plan, unique=["code"]), prune=True
    )


def an_occasion(row):
    return (
        text(row, "name", "place", "document_symbol_root")
        | choice(row, "kind", Occasion.Kind)
        | numbers(row, "number")
        | dates(row, "starts", "ends")
        | fact(row)
    )


def load_occasions():
    rows = read(DATA / "convention_meetings.csv", an_occasion, unique=["kind", "number"])
    return synchronise(Occasion.objects.all(), ["kind", "number"], rows)


def load_past_approaches(state_ids):
    """Instances known from public sources, as closed files for the desk alone; made once, from then on the desk's own."""
    label, table = "past instances from public sources", "past_approaches"
    rows = read(DATA / "past_approaches.csv", dict, unique=["key"])
    known = set(ReferenceRow.objects.filter(table=table).values_list("key", flat=True))
    new = [row for row in rows if row["key"] not in known]
    if new:
        files = [
            Engagement(
                state_id=state_ids[row["iso3"]],
                title=row["title"],
                origin=Engagement.Origin.PUBLIC_SOURCES,
                status=EngagementStatus.CLOSED,
                withheld=True,
                opened_on=datetime.date.fromisoformat(row["recorded_on"]),  # the file's own day: the meeting's may be unknown
                desk_note=f"{row['desk_note']}\nSource: {row['source']}",
            )
            for row in new
        ]
        history.insert(Engagement, files)
        ReferenceRow.objects.bulk_create(ReferenceRow(table=table, key=row["key"], values={}) for row in new)
    return Change(label, len(rows), created=len(new))
