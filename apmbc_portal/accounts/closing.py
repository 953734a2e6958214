"""What stands against closing an account: apps above say it, the form of the account asks."""

_asked = []


def asked_before_closing(function):
    """Register who is asked, in the transaction that closes an account: a function of the person, an empty string when nothing hinders."""
    _asked.append(function)
    return function


def closing_objection(user):
    return next((reason for ask in _asked if (reason := ask(user))), "")
