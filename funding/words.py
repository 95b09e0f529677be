"""What the finder says of a fund, in plain words."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from funding.cofinancing import Remark
from funding.matching import Band, Effect
from funding.timing import State


@dataclass(frozen=True)
class BandWords:
    """How near money is, in a few words, in a sentence, and what to do next."""

    label: str
    meaning: str
    next_step: str
    colour: str = "neutral"


BANDS = {
    Band.OPEN: BandWords(
        _("open now"),
        _("A call is open for which you can apply."),
        _("Read the call, and apply before its last day."),
        "done",
    ),
    Band.ANNOUNCED: BandWords(
        _("announced"),
        _("A call is announced."),
        _("Prepare: agree on partners and own means, and ask the contact what the call will want."),
        "running",
    ),
    Band.PROGRAMMED: BandWords(
        _("programmed, no call known"),
        _("A programme pays for this here; this site knows of no call that is open or announced."),
        _("Ask the contact when the next call opens."),
        "running",
    ),
    Band.POSSIBLE: BandWords(
        _("possible by law, programme not known"),
        _("The law allows it; this site does not know of a programme for it where you are."),
        _("Say where it happens. When you did, ask the contact whether a programme there pays for this."),
    ),
    Band.NOT_PROGRAMMED: BandWords(
        _("legally possible, not programmed here"),
        _("The law allows it, but the programme where you are does not pay for it."),
        _("Look at another fund first, and tell who manages the programme that you need this."),
        "late",
    ),
    Band.UNDECIDED: BandWords(
        _("depends on your answers"),
        _("What you answered does not decide about these yet."),
        _("Answer the questions that are still open."),
    ),
    Band.NO_FIT: BandWords(
        _("nothing speaks for it"),
        _("Nothing in the rules of these funds speaks for a measure like this."),
        _("Look at another fund."),
    ),
    Band.EXCLUDED: BandWords(
        _("excluded"),
        _("A rule excludes these funds."),
        _("Look at another fund, or ask one fund for the part of the measure that is not excluded."),
        "late",
    ),
}
FITS = {
    Effect.CORE: _("This is what the fund was made for."),
    Effect.IN_SCOPE: _("This is within its scope."),
    Effect.COMPLEMENT: _("As a complement to another fund."),
}
STATES = {
    State.OPEN: _("open"),
    State.CONTINUOUS: _("continuously open"),
    State.ANNOUNCED: _("announced"),
    State.CLOSED: _("closed"),
}
STATE_COLOURS = {State.OPEN: "done", State.CONTINUOUS: "done", State.ANNOUNCED: "running", State.CLOSED: "neutral"}
REMARKS = {
    Remark.ABOVE_CEILING: _(
        "The rate is above the most that the law allows: check the call. This sum takes the ceiling."
    ),
    Remark.BELOW_CEILING: _("This is less than the most that the law allows: programmes and calls can pay less."),
    Remark.OVERFINANCED: _("All money together is more than the cost: the share of the EU goes down."),
}
PARTS = {
    "first": _("First phase"),
    "later": _("Longer term"),
    "building": _("Building"),
    "equipment": _("Equipment"),
}
