"""Every public page, in each language, for search engines. What is not published is in none of the files."""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.core.paginator import Paginator
from django.db.models import Max
from django.urls import reverse

from domains.models import Action, ActionPlan, Correction, Domain, Measure, Objective, Question, ReportingRound
from funding.models import Call, Consultation, Fund
from partnerships.models import Dialogue, Organisation, Partnership, Territory

LANGUAGES = [code for code, _name in settings.LANGUAGES]


class Addresses(Sitemap):
    """Pages by the name of their address."""

    i18n = alternates = x_default = True
    limit = 1000  # a file is made while somebody waits for it
    protocol, host = urlsplit(settings.SITE_URL)[:2]
    names = [
        "dashboard",
        "measure_list",
        "action_list",
        "territory_list",
        "partnership_list",
        "fund_list",
        "call_list",
        "consultation_list",
        "dialogue_list",
        "question_list",
        "operation_list",  # not each operation: those are published elsewhere
        "finder",
        "funding_chain",
        "cofinancing",
        "gap_map",
        "compare",
        "correction_list",
        "search",
        "changes",
        "methodology",
        "open_data",
        "accessibility",
        "privacy",
        "visits",
        "api_manual",
    ]

    def get_domain(self, site=None):
        return self.host

    def items(self):
        return self.names

    def location(self, item):
        return reverse(item)


class InEveryLanguage:
    """Records, each once in every language; only those of the file that is asked for are fetched."""

    def __init__(self, records):
        self.records = records

    def __len__(self):
        return self.records.count() * len(LANGUAGES)

    def __getitem__(self, part):
        first, last = part.start // len(LANGUAGES), -(-part.stop // len(LANGUAGES))
        return [(record, language) for record in self.records[first:last] for language in LANGUAGES]


class Records(Addresses):
    """Pages of records."""

    def __init__(self, records):
        self.records = records

    @property
    def paginator(self):
        return Paginator(InEveryLanguage(self.records.all()), self.limit)

    def location(self, item):
        return item.get_absolute_url()


class Beside(Records):
    """Further pages of records with a slug, by the name of their address."""

    def __init__(self, records, view):
        super().__init__(records)
        self.view = view

    def location(self, item):
        return reverse(self.view, args=[item.slug])


class Dated(Records):
    """Pages of what says when it last changed."""

    def lastmod(self, item):
        return item.updated_at

    def get_latest_lastmod(self):
        return self.records.aggregate(latest=Max("updated_at"))["latest"]


SITEMAPS = {
    "pages": Addresses(),
    "plans": Records(ActionPlan.objects.only("slug")),
    "plans-over-time": Beside(ActionPlan.objects.only("slug"), "over_time"),
    "rounds": Records(ReportingRound.objects.public().select_related("plan").order_by("deadline", "pk")),
    "domains": Records(Domain.objects.only("slug").order_by("slug")),
    "domains-changes": Beside(Domain.objects.only("slug").order_by("slug"), "domain_changes"),
    "domains-partnerships": Beside(Domain.objects.only("slug").order_by("slug"), "domain_partnerships"),
    "objectives": Records(Objective.objects.only("code").order_by("code")),
    "actions": Records(Action.objects.only("code").order_by("code")),
    "places": Records(Territory.objects.only("code")),
    "organisations": Records(Organisation.objects.kept().only("slug")),
    "partnerships": Records(Partnership.objects.only("slug")),
    "funds": Records(Fund.objects.only("slug").order_by("slug")),
    "calls": Dated(Call.objects.only("code", "updated_at").order_by("code")),
    "consultations": Records(Consultation.objects.only("slug").order_by("pk")),
    "dialogues": Dated(Dialogue.objects.public().only("slug", "updated_at").order_by("pk")),
    "corrections": Records(Correction.objects.public().only("received_on").order_by("pk")),
    "questions": Records(Question.objects.public().only("slug").order_by("pk")),
    "measures": Dated(Measure.objects.public().only("reference", "updated_at").order_by("pk")),
}
