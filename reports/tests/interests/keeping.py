"""What a partner and a State do through the pages of an interest, and who reads of it."""

from django.urls import reverse

from reports.models import Interest

NOTE = "Two survey teams from March"


def page_of(item, kind="text"):
    return reverse("interest", args=[kind, item.release_id])


def keep(world, item=None, kind="text", *, who="partner", **said):
    data = {"note": NOTE, "shared_with": "nobody"} | said
    return world[who].post(page_of(item or world["text"], kind), data, follow=True)


def share(world, **said):
    keep(world, shared_with="state", **said)
    return Interest.objects.get()


def answer(browser, row, **data):
    return browser.post(reverse("workspace_interest", args=[row.pk]), data, follow=True)


def readers(world, words, *pages):
    """Who reads these words on any of the pages."""
    names = [*world["cast"], "public"]
    return {name for name in names if any(words in world[name].get(page).content.decode() for page in pages)}


def pages(world, row):
    file = world["text"].hosts()[0]
    return [
        world["text"].get_absolute_url(), page_of(world["text"]), reverse("interests"), reverse("outcomes"),
        reverse("workspace_interest", args=[row.pk]), reverse("workspace_engagement", args=[file.reference]),
    ]  # fmt: skip


def asked(world, *users):
    """Whom of these (the host's first focal point by default) the workspace asks for a word, on both its pages alike."""
    found = set()
    for user in users or [world["cast"]["host"]]:
        browser = world["browser"](user)
        home = [one for one, _reference in browser.get(reverse("workspace")).context["waiting"]]
        file = reverse("workspace_engagement", args=[world["text"].hosts()[0].reference])
        answer = browser.get(file)
        assert answer.status_code == 404 or answer.context["waiting"] == home
        found |= {user for one in home if one.url == reverse("workspace_interest", args=[Interest.objects.get().pk])}
    return found


def told(world):
    return readers(world, "Partners in discussion", world["text"].get_absolute_url())


EVERYBODY = {"partner", "colleague", "host", "isu", "other partner", "other State", "delegate", "public"}
