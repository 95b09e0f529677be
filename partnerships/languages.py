"""Content in several languages: what a reader sees when the text is missing in her language."""

from django.conf import settings
from django.utils.translation import get_language
from translated_fields import to_attribute


class Text(str):
    """A text that knows its language, so that a page can mark what is not in the reader's."""

    __slots__ = ("language",)

    def __new__(cls, value, language):
        text = super().__new__(cls, value)
        text.language = language
        return text


def languages_to_try(record):
    """Yield language codes in the order a reader wants them: hers, the one it was written in, the site's, any."""
    yield get_language() or settings.LANGUAGE_CODE
    yield getattr(record, "language", settings.LANGUAGE_CODE)
    yield settings.LANGUAGE_CODE
    yield from (code for code, _name in settings.LANGUAGES)


def texts(record, name):
    """Return the texts of a translated field that are not empty, in the order of `languages_to_try`."""
    return [
        Text(value, language)
        for language in dict.fromkeys(languages_to_try(record))
        if (value := getattr(record, to_attribute(name, language)))
    ]


def with_fallback(name, field):
    """Return the getter of a translated field: the first language that has a text (see `languages_to_try`)."""

    own_column = {code: to_attribute(name, code) for code, _name in settings.LANGUAGES}

    def get(record):
        language = get_language() or settings.LANGUAGE_CODE
        # Nearly every text is there in the reader's language, and a page shows hundreds.
        if value := getattr(record, own_column[language]):
            return Text(value, language)
        for language in languages_to_try(record):
            if value := getattr(record, own_column[language]):
                return Text(value, language)
        return Text("", get_language() or settings.LANGUAGE_CODE)

    return get


def columns(name):
    """Return the column names of a translated field, the site's languages in order: title_nl, title_en, ..."""
    return [to_attribute(name, code) for code, _name in settings.LANGUAGES]
