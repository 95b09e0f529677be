"""The back office as a person uses it: she opens a form, changes what is in it, and presses a button."""

import html

from django import forms
from django.test import Client


def at_work(user):
    """Return a browser in which `user` is signed in; it speaks English, so that a test reads as the code does."""
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


def fields_of(page):
    """Return what a browser would send when somebody pressed a button of the form on `page` at once."""
    formsets = [part.formset for part in page.context["inline_admin_formsets"]]
    parts = [
        page.context["adminform"].form,
        *(f.management_form for f in formsets),
        *(f for fs in formsets for f in fs),
    ]
    fields = [field for form in parts for field in form]
    hidden = {field.html_initial_name: field.initial for field in fields if field.field.show_hidden_initial}
    return hidden | {field.html_name: value for field in fields if (value := _sent(field)) is not None}


def _sent(field):
    if isinstance(field.field.widget, forms.CheckboxInput):
        return "on" if field.value() else None
    value = field.field.widget.format_value(field.value())
    if isinstance(value, list) and not field.field.widget.allow_multiple_selected:
        return value[0] if value else ""
    return "" if value is None else value


def fill_in(client, address, **changes):
    """Open the form at `address`, make `changes`, send it, and return the page that follows."""
    page = client.get(address)
    assert page.status_code == 200
    return client.post(address, fields_of(page) | changes, follow=True)


def text_of(page):
    """Return the source of a page, as far as a reader sees it: with characters instead of their escapes."""
    return html.unescape(page.content.decode())


def messages_of(page):
    """Return the sentences at the top of a page."""
    return [str(message) for message in page.context["messages"]]
