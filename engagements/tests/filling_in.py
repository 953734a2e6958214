"""The form of a request as a browser sends it back."""

from django.urls import reverse


def step(draft, name):
    return reverse("request_step", args=[draft.pk, name])


def theme(draft, letter):
    return reverse("request_theme", args=[draft.pk, letter])


def as_seen(client, url):
    """What the form on the page would send back untouched."""
    page = client.get(url)
    formset = page.context.get("formset")
    if formset is not None:
        marks = page.context["marks"]
        sent = {
            "revision": marks["revision"].value(),
            "seen": marks["seen"].value(),
            "needs-TOTAL_FORMS": len(formset.forms),
            "needs-INITIAL_FORMS": 0,
        }
        for one in formset:
            sent |= {f"{one.prefix}-{name}": one[name].value() for name in one.fields}
    else:
        form = page.context["form"]
        sent = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in sent.items() if value is not None and value is not False}


def save(client, url, **typed):
    return client.post(url, as_seen(client, url) | {"go": "next"} | typed)


ORGANISED = {"format": "in_person", "setting": "geneva", "dates_open": "on", "date_from": "", "date_until": ""}
