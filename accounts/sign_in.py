"""Whose door a guess was at."""


def account_guessed(request, credentials):
    """Return the address that somebody tried to sign in with, in small letters: capitals do not make more guesses."""
    return ((credentials or {}).get("email") or request.POST.get("login", "")).strip().lower()
