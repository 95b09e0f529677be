"""The form in which everybody answers a question: without an account, an e-mail address or a script."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from domains.cells import INVISIBLE
from domains.models import Answer
from partnerships.open_form import OpenForm

TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")  # they would turn the letters of a whole page around
LINK = re.compile(r"https?:|www\.", re.IGNORECASE)
MOST_LINKS = 2


def plain(text):
    """Return a text as people wrote it, without signs that only machines see."""
    return TURNING.sub("", INVISIBLE.sub("", text.replace("\r\n", "\n"))).strip()


class AnswerForm(OpenForm, forms.ModelForm):
    """An answer; it waits until somebody read it."""

    salt = "domains.answers"

    class Meta:
        model = Answer
        fields = ["text", "name", "language"]
        labels = {"text": _("Your answer"), "name": _("Organisation (you may leave it empty)")}
        help_texts = {
            "text": _("At most 2,000 characters. Name no people, please."),
            "name": _("Only when you answer for one; everybody can read it. Your own name is not needed."),
            "language": _("In which you wrote."),
        }
        widgets = {"text": forms.Textarea(attrs={"rows": 8, "dir": "auto"})}

    def clean_text(self):
        text = plain(self.cleaned_data["text"])
        if not text:
            raise ValidationError(_("Write an answer."))
        if len(LINK.findall(text)) > MOST_LINKS:
            raise ValidationError(_("Two web addresses at most, please: with more it looks like advertising."))
        return text

    def clean_name(self):
        return plain(self.cleaned_data["name"])

    def save(self):
        """Store the answer; one that is here already in the same words is found."""
        said = {"question": self.instance.question, "text": self.cleaned_data["text"]}
        about = {name: self.cleaned_data[name] for name in ("name", "language")}
        return Answer.objects.get_or_create(**said, defaults=about)[0]
