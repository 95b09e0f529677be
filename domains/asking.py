"""What a form asks about odd values: each once. A value that is sent again with its question is right."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from domains.plausibility import doubt
from domains.templatetags.figures import number

QUESTIONS = {
    "ten_times": gettext_lazy("Is this right? It is ten times the last value, %(last)s, or more."),
    "falls": gettext_lazy("Is this right? The last value was %(last)s, and this KPI should rise."),
    "rises": gettext_lazy("Is this right? The last value was %(last)s, and this KPI should fall."),
}


class Asked:
    """The values of one form that somebody is asked about; the form sends them along, as one text."""

    def __init__(self, confirmed=""):
        self._confirmed, self._odd = confirmed.split(), []

    def __len__(self):
        return len(self._odd)

    def __str__(self):
        return " ".join(self._odd)

    def question(self, kpi, value):
        """Return what to ask about a value of a KPI; nothing when it is not odd, or was asked about before."""
        reason = None if value is None else doubt(kpi.attainment, value)
        if reason is None:
            return ""
        answer = f"{kpi.pk}:{value}"
        self._odd.append(answer)
        if answer in self._confirmed:
            return ""
        return f"{QUESTIONS[reason] % {'last': number(kpi.current)}} {_('If so, press the button again.')}"
