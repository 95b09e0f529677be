"""Whose door a guess was at."""


def account_guessed(request, credentials):
    """Return the address that somebody tried to sign in with, in small letters: capitals do not make more guesses."""
    return ((credentials or {}).get("username") or request.POST.get("username", "")).strip().lower()
