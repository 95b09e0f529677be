"""The answer of the finder: each fund with what it rests on, what to do, whom to ask, and what it will want."""

from dataclasses import dataclass
from functools import cached_property

from funding.law import law_on
from funding.matching import Match, ask_next, match
from funding.models import CofinancingRate, CommonIndicator, Fund, Obligation
from funding.questions import ORDER, QUESTIONS, label_of
from funding.words import BANDS, FITS, BandWords


@dataclass(frozen=True)
class Result:
    """What the finder says of one fund."""

    match: Match
    fund: Fund
    duties: list
    indicators: list
    rates: list

    @property
    def words(self) -> BandWords:
        return BANDS[self.match.band]

    @property
    def fit(self):
        return FITS.get(self.match.fit, "")

    @property
    def reasons(self):
        return [rule.record for rule in self.match.reasons]

    @property
    def blockers(self):
        return [rule.record for rule in self.match.blockers]

    @property
    def programmes(self):
        return [programme.record for programme in self.match.programmes]

    @property
    def calls(self):
        return [call.record for call in self.match.calls]

    @property
    def contact(self):
        """Return whom to ask: of the programme here, else of the fund."""
        here = next((programme for programme in self.programmes if programme.contact_name), None)
        return here or (self.fund if self.fund.contact_name else None)

    @property
    def open_questions(self):
        return [label_of(question) for question in ORDER if question in self.match.asks]


@dataclass(frozen=True)
class Found:
    """What the finder answers to some answers, on a day."""

    matches: list[Match]
    day: object

    @cached_property
    def results(self):
        """Return the result of each fund, in six queries however many funds there are."""
        funds = {fund.slug: fund for fund in Fund.objects.all()}
        duties, indicators, rates = self._of_funds()
        return [
            Result(found, fund, duties.get(fund.pk, []), indicators.get(fund.pk, []), rates.get(fund.pk, []))
            for found in self.matches
            if (fund := funds[found.fund])
        ]

    def _of_funds(self):
        """Return {fund: records} of duties, indicators and rates that hold on the day."""
        duties, indicators, rates = {}, {}, {}
        for duty in Obligation.objects.valid_on(self.day).prefetch_related("funds"):
            for fund in duty.funds.all():
                duties.setdefault(fund.pk, []).append(duty)
        for noun, kept in ((CommonIndicator, indicators), (CofinancingRate, rates)):
            for record in noun.objects.valid_on(self.day):
                kept.setdefault(record.fund_id, []).append(record)
        return duties, indicators, rates

    @property
    def bands(self):
        """Return (words, results) of each band that has a fund, the nearest money first."""
        groups = {}
        for result in self.results:
            groups.setdefault(result.match.band, []).append(result)
        return [(BANDS[band], results) for band, results in groups.items()]

    def ask(self, form, address):
        """Return the question to answer next, as links, and about how many funds it decides; None when none is open."""
        asked = ask_next(self.matches, ORDER)
        if asked is None:
            return None
        question, number = asked
        choices = QUESTIONS[question].choices if question in QUESTIONS else ()
        links = [(f"{address}?{form.with_answer(question, value)}#found", label) for value, label in choices]
        return {"question": question, "label": label_of(question), "number": number, "links": links}


def find(answers, day):
    return Found(match(answers, law_on(day)), day)
