"""The protection of a form that everybody may send, without an account: against programs, and without third parties.

Nothing is kept of who sends it. A field that people do not see stays empty; a signed moment says when the form was
given out, so that who sends it at once, or days later, or with a moment of her own making, is a program.
"""

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

FASTEST, SLOWEST = 3, 24 * 60 * 60  # seconds between opening the form and sending it


class OpenForm(forms.Form):
    """The two fields that programs betray themselves with; `salt` ties the moment to one kind of form."""

    salt = "partnerships.open_form"

    more = forms.CharField(required=False, widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}))
    opened = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["opened"] = signing.dumps("", salt=self.salt)

    def told(self):
        """Return the fields that people fill in."""
        return [field for field in self.visible_fields() if field.name != "more"]

    def clean(self):
        if self.cleaned_data.get("more"):
            raise ValidationError(_("Leave the last field empty: only programs fill it in."))
        self._refuse_programs()
        return super().clean()

    def _refuse_programs(self):
        """Refuse a form that was sent too fast for a person, or so late that it says nothing of that any more."""
        opened = self.cleaned_data.get("opened", "")
        if self._was_given_out(opened, within=FASTEST):
            raise ValidationError(_("That was very fast. Read it once more, then send it."))
        if not self._was_given_out(opened, within=SLOWEST):
            self.data = self.data.dict() | {"opened": self.initial["opened"]}
            raise ValidationError(_("This form was open for too long. Nothing is lost: send it again."))

    def _was_given_out(self, opened, within) -> bool:
        """Say whether this site gave the form out, within some seconds."""
        try:
            signing.loads(opened, salt=self.salt, max_age=within)
        except signing.BadSignature:
            return False
        return True
