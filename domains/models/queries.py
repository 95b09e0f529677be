"""Questions about measures, in the words of the field. The database counts; `domains.progress` says what it means.

Those about measures name `id` and never `pk`, so that they can be asked of the history of measures too.
"""

from datetime import timedelta

from django.apps import apps
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Value
from django.db.models.lookups import Exact

from domains import progress
from partnerships import places
from partnerships.languages import columns
from partnerships.models import Organisation, Territory
from partnerships.past import Past
from partnerships.search import Asked, matches, together
from partnerships.words import words_of

FEW = 2000


class MeasureQuerySet(models.QuerySet):
    """Measures, narrowed step by step: `Measure.objects.public().within(province).late_on(today)`."""

    def public(self):
        """Return what everybody may see."""
        return self.filter(publication="published")

    def for_list(self):
        """Return measures with what a line of a list shows of them, in two queries; cut the list off before.

        They are chosen first and joined then, so that a short or late part of a long list does not join all of it.
        """
        chosen = self.model.objects.filter(pk__in=self.values("pk"))
        return chosen.select_related("objective__domain", "organisation", "territory").prefetch_related("milestones")

    def editable_by(self, user):
        """Return what `user` may change: all for a curator, else what her own organisation logged."""
        if user.is_superuser:
            return self
        return self.filter(organisation=user.organisation_id) if user.organisation_id else self.none()

    def in_use(self):
        """Leave out what was withdrawn."""
        return self.exclude(publication="withdrawn")

    def waiting_for(self, user):
        """Return what `user` may publish or return now: submitted by somebody else, or where she has no colleague."""
        submitted = self.filter(publication="submitted") if user.may_approve else self.none()
        return submitted.exclude(_needs_a_colleague_of(user, "organisation"))

    def carried_by(self, partnership):
        """Return the measures that a partnership carries."""
        return self.filter(partnerships=partnership)

    def within(self, territory):
        """Return the measures in a place and in every place in it."""
        return self.filter(territory__path__gte=territory.path, territory__path__lt=places.end_of(territory.path))

    def meant_for(self, group):
        """Return the measures for a target group."""
        return self.filter(target_groups=group)

    def without_target_group(self):
        """Return the measures for nobody in particular."""
        return self.filter(target_groups=None)

    def paid_by(self, fund):
        """Return the measures that get money from `fund`."""
        return self.filter(id__in=fund.allocations.values("measure"))

    def with_eu_money(self):
        """Return the measures that get EU money: a fund stands among their sources, or it granted an application."""
        return self.filter(self._has_eu_money())

    def without_eu_money(self):
        """Return the measures that get no EU money; some may have asked for it."""
        return self.exclude(self._has_eu_money())

    def asking_for_eu_money(self):
        """Return the measures without EU money that asked a fund and wait for its answer."""
        waiting = self.model.applications.rel.related_model.objects.waiting()
        return self.without_eu_money().filter(Exists(waiting.filter(measure=OuterRef("id"))))

    def matching(self, question):
        """Return the measures that hold every word of a question: in any language, in any order, or as a name.

        What few measures hold is known after a query, or two when a word is a name. What many hold is asked of the
        newest first, so that a page of them does not sort them all.
        """
        words = words_of(question)
        if not words:
            return self.none()
        found = self.model.objects.filter(matches(Asked(words, most=FEW + 1))).order_by()
        some = found.values_list(Value(""), Value("text"), "pk")[: FEW + 1]
        rows = together([some, *_bearers_of_names(words)])
        keys, names = [key for _word, where, key in rows if where == "text"], {}
        for word, relation, key in rows:
            if relation != "text":
                names.setdefault((word, relation), []).append(key)
        if names:
            keys = self.filter(_holds(words, names)).order_by().values_list("pk", flat=True)[: FEW + 1]
        return (
            self.filter(pk__in=list(keys)) if len(keys) <= FEW else self.filter(_holds(words, names, in_passing=True))
        )

    def late_on(self, day):
        """Return planned and running measures of which the end, or an open milestone, lies before `day`."""
        return self.filter(status__in=["planned", "running"]).filter(self._is_overdue(day))

    def on_schedule_on(self, day):
        """Return planned and running measures that are not late."""
        return self.filter(status__in=["planned", "running"]).exclude(id__in=self.late_on(day).values("id"))

    def reported_on(self, day):
        """Return measures that are known on `day`: done with a report, or running with one of the last half year."""
        return self.filter(status__in=["running", "done"]).filter(self._has_report(day))

    def not_reported_on(self, day):
        """Return running and done measures of which nothing is known on `day`."""
        return self.filter(status__in=["running", "done"]).exclude(self._has_report(day))

    def report_overdue_on(self, day):
        """Return running measures without a report in the last round whose deadline lies before `day`."""
        rounds = apps.get_model("domains", "ReportingRound").objects.last_due_on(day)
        plan = OuterRef("objective__domain__plan")
        owed = rounds.filter(plan=plan, ends_on__gte=OuterRef("starts_on"))
        # A measure that was moved to another plan reported in the rounds of the one before.
        given = self._reports(day).filter(measure=OuterRef("id"), round__in=rounds.values("pk"), round__plan=plan)
        return self.filter(Exists(owed), ~Exists(given), status="running")

    def stale_on(self, day):
        """Return running measures that have said nothing for more than a year before `day`."""
        since = day - timedelta(days=progress.MEASURE_IS_STALE_AFTER_DAYS)
        reports = self._reports(day).filter(measure=OuterRef("id"))
        return self.filter(~Exists(reports.filter(reported_on__gte=since)), status="running", starts_on__lt=since)

    def asked_in(self, reporting_round, day):
        """Return the measures that a round asks: of its plan, running in its period; and those that did report."""
        runs = Q(status="running", starts_on__lte=reporting_round.ends_on)
        has_reported = Exists(self._reports_in(reporting_round, day))
        return self.filter(runs | has_reported, objective__domain__plan=reporting_round.plan_id)

    def reported_in(self, reporting_round, day):
        """Return the measures with a report in a round that counts on `day`."""
        return self.filter(Exists(self._reports_in(reporting_round, day)))

    def waiting_in(self, reporting_round):
        """Return the measures of which a report in a round waits for an approver."""
        waiting = apps.get_model("domains", "Report").objects.filter(review="submitted", round=reporting_round)
        return self.filter(Exists(waiting.filter(measure=OuterRef("id"))))

    def report_due_on(self, day):
        """Return running measures that owe a report in a round that is open."""
        return self.owing_a_report_in(apps.get_model("domains", "ReportingRound").objects.open_on(day))

    def owing_a_report_in(self, rounds):
        """Return running measures on which no colleague has submitted a report yet in one of these rounds."""
        given = apps.get_model("domains", "Report").objects.filter(review__in=["submitted", "approved"])
        given = given.filter(round=OuterRef("pk"), measure=OuterRef(OuterRef("id")))
        owed = rounds.filter(plan=OuterRef("objective__domain__plan"), ends_on__gte=OuterRef("starts_on"))
        return self.filter(Exists(owed.filter(~Exists(given))), status="running")

    def returned(self):
        """Return the measures that came back with a reason, or of which a report did that can still be changed."""
        reports = apps.get_model("domains", "Report").objects.unfinished().filter(review="returned")
        return self.filter(Q(publication="returned") | Q(id__in=reports.values("measure")))

    def incomplete(self):
        """Return the measures in use that lack what readers ask for: a summary, a KPI or a contact."""
        without_summary = Q(**dict.fromkeys(columns("summary"), ""))
        kpis = apps.get_model("domains", "Kpi").objects.filter(measure=OuterRef("id"))
        return self.in_use().filter(without_summary | Q(contact=None) | ~Exists(kpis))

    def statuses(self, key):
        """Return {value of `key`: {status: number}} in one query."""
        return progress.by_state(self.order_by().values_list(key, "status").annotate(n=Count("*")))

    def counts(self, key, day):
        """Return the parts of one query: (value of `key`, state, number) for the statuses and each state of the clock.

        Each is counted by itself, from an index; they only travel together.
        """
        states = {
            "late": self.late_on(day),
            "reported": self.reported_on(day),
            "report_overdue": self.report_overdue_on(day),
            "stale": self.stale_on(day),
        }
        by_status = self.order_by().annotate(state=F("status")).values_list(key, "state").annotate(n=Count("*"))
        return [
            by_status,
            *(
                measures.order_by().annotate(state=Value(name)).values_list(key, "state").annotate(n=Count("*"))
                for name, measures in states.items()
            ),
        ]

    def delivery(self, key, day):
        """Return {value of `key`: Delivery} in one query, however many measures there are.

        `key` is a column or a path over to-one relations, for example "objective" or "territory".
        """
        first, *others = self.counts(key, day)
        counts = progress.by_state(first.union(*others, all=True))
        return {value: progress.Delivery(**numbers) for value, numbers in counts.items()}

    def _has_eu_money(self):
        allocations = self.model.allocations.rel.related_model.objects.exclude(fund=None)
        granted = self.model.applications.rel.related_model.objects.granted()
        return Exists(allocations.filter(measure=OuterRef("id"))) | Exists(granted.filter(measure=OuterRef("id")))

    def _milestones(self, day):
        """Return the milestones as they stand; `day` matters to the past only."""
        return apps.get_model("domains", "Milestone").objects.all()

    def _reports(self, day):
        """Return the reports that count on `day`."""
        return apps.get_model("domains", "Report").objects.approved(day)

    def _reports_in(self, reporting_round, day):
        return self._reports(day).filter(round=reporting_round, measure=OuterRef("id"))

    def _is_overdue(self, day):
        """Return the condition that the end or an open milestone lies before `day`."""
        milestones = self._milestones(day).filter(done_on__isnull=True, due_on__lt=day)
        # Overdue milestones are few: finding them once is faster than looking for them at every measure.
        return Q(ends_on__lt=day) | Q(id__in=milestones.values("measure"))

    def _has_report(self, day):
        """Return the condition that a report counts on `day`: one of the last half year, or any when it is done."""
        fresh = day - timedelta(days=progress.REPORT_STAYS_FRESH_FOR_DAYS)
        reports = self._reports(day).filter(measure=OuterRef("id"))
        # One look for both statuses: a database joins to one, but goes measure by measure through two.
        return Exists(reports.filter(Q(reported_on__gte=fresh) | Q(Exact(OuterRef("status"), "done"))))


class PastMeasures(MeasureQuerySet, Past):
    """Measures as they were at the end of a day, with the same questions: `Measure.history.on(day).public()`."""

    def meant_for(self, group):
        return self.filter(historicalmeasure_target_groups__targetgroup=group)

    def without_target_group(self):
        return self.filter(historicalmeasure_target_groups=None)

    def carried_by(self, partnership):
        return self.filter(historicalmeasure_partnerships__partnership=partnership)

    def _milestones(self, day):
        return apps.get_model("domains", "Milestone").history.on(day)

    def _reports(self, day):
        return apps.get_model("domains", "Report").history.on(day).approved(day)


class ReportQuerySet(models.QuerySet):
    """Reports; those that nobody approved are for the organisation alone."""

    def approved(self, day=None):
        """Return the reports that count: approved, and by `day` if one is given."""
        return self.filter(approved_on__isnull=False) if day is None else self.filter(approved_on__lte=day)

    def public(self):
        """Return what everybody may see."""
        return self.approved().filter(measure__publication="published")

    def editable_by(self, user):
        """Return what `user` may work on: all for a curator, else the reports of her own organisation."""
        return self if user.is_superuser else self.filter(measure__organisation=user.organisation_id)

    def waiting_for(self, user):
        """Return what `user` may approve or return now: submitted by a colleague, or where she has none."""
        submitted = self.editable_by(user).filter(review="submitted") if user.may_approve else self.none()
        return submitted.exclude(_needs_a_colleague_of(user, "measure__organisation"))

    def unfinished(self):
        """Return what a clerk can go on with: not submitted, and in no round that is closed."""
        return self.filter(review__in=["draft", "returned"]).exclude(round__closed_at__isnull=False)

    def held(self):
        """Return what a closed round holds: it stays as it is."""
        return self.filter(round__closed_at__isnull=False)

    def returned_to(self, user):
        """Return what an approver sent back to the organisation of `user`."""
        return self.editable_by(user).filter(review="returned")


class PastReports(ReportQuerySet, Past):
    """Reports as they were at the end of a day."""


class ReportingRoundQuerySet(models.QuerySet):
    """Reporting rounds, by where they stand on a day."""

    def for_measure(self, measure, day):
        """Return the rounds in which a measure may report, the one that is due first first."""
        return self.open_on(day).filter(plan=measure.objective.domain.plan_id).order_by("deadline")

    def open_on(self, day):
        """Return the rounds in which organisations may report."""
        return self.filter(opens_on__lte=day, closed_at__isnull=True)

    def public(self):
        """Return the rounds that everybody can read about: those that are closed, or were and are open again."""
        return self.exclude(closed_at__isnull=True, reason="")

    def last_due_on(self, day):
        """Return of each plan the last round whose deadline lies before `day`."""
        due = self.filter(deadline__lt=day)
        later = due.filter(plan=OuterRef("plan"), deadline__gt=OuterRef("deadline"))
        return due.filter(~Exists(later))


def _needs_a_colleague_of(user, owner):
    """Return the condition that `user` submitted it, and is not the single member of staff of its organisation."""
    is_alone = Q(**{owner: user.organisation_id, f"{owner}__has_single_staff": True})
    return Q(submitted_by=user.pk) & ~is_alone


def _bearers_of_names(words):
    """Yield querysets of (word, relation, key): organisations and places with a word in their name, and objectives.

    They are found first and not joined: so a database knows how few there are, and a new name counts at once.
    """
    objectives = apps.get_model("domains", "Objective").objects
    for word in words:
        named = matches(Asked((word,), in_titles=True))
        for relation, records in {
            "organisation": Organisation.objects.filter(named),
            "territory": Territory.objects.filter(named),
            "objective": objectives.filter(code__iexact=word),
        }.items():
            yield records.order_by().values_list(Value(word), Value(relation), "pk")


def _holds(words, names, in_passing=False):
    """Return the condition that a measure holds every word, in its texts or in the name of what it belongs to."""
    named = {word for word, _relation in names}
    texts = tuple(word for word in words if word not in named)
    condition = Q(matches(Asked(texts), in_passing)) if texts else Q()
    for word in named:
        either = Q(matches(Asked((word,)), in_passing))
        for relation in ("organisation", "territory", "objective"):
            if keys := names.get((word, relation)):
                either |= Q(**{f"{relation}__in": keys})
        condition &= either
    return condition
