"""Addresses of the plan's pages, of measures, and of the places and organisations behind them."""

from datetime import date

from django.urls import path, register_converter

from domains.views import (
    actions,
    comparison,
    corrections,
    dialogues,
    following,
    following_by_mail,
    gazetteer,
    measures,
    over_time,
    partnerships,
    places,
    plan,
    questions,
    rounds,
)


class Day:
    """A day in an address: 2026-04-15."""

    regex = r"\d{4}-\d{2}-\d{2}"
    to_python = staticmethod(date.fromisoformat)
    to_url = staticmethod(date.isoformat)


register_converter(Day, "day")

urlpatterns = [
    path("plans/<slug:slug>/over-time/", over_time.over_time, name="over_time"),
    path("plans/<slug:slug>/rounds/<day:deadline>/", rounds.round_detail, name="round_detail"),
    path("domains/<slug:slug>/", plan.domain_detail, name="domain_detail"),
    path("domains/<slug:slug>/pdf/", plan.domain_pdf, name="domain_pdf"),
    path("domains/<slug:slug>/partnerships/", partnerships.domain_partnerships, name="domain_partnerships"),
    path("embed/domains/<slug:slug>/", plan.domain_embed, name="domain_embed"),
    path("objectives/<slug:code>/", plan.objective_detail, name="objective_detail"),
    path("actions/", actions.action_list, name="action_list"),
    path("actions/<slug:code>/", actions.action_detail, name="action_detail"),
    path("dialogues/", dialogues.dialogue_list, name="dialogue_list"),
    path("dialogues/<slug:slug>/", dialogues.dialogue_detail, name="dialogue_detail"),
    path("questions/", questions.question_list, name="question_list"),
    path("questions/<slug:slug>/", questions.question_detail, name="question_detail"),
    path("questions/<slug:slug>/answer/", questions.question_answer, name="question_answer"),
    path("measures/", measures.measure_list, name="measure_list"),
    path("measures/<slug:reference>/", measures.measure_detail, name="measure_detail"),
    path("measures/<slug:reference>/changes/", measures.measure_changes, name="measure_changes"),
    path("following/", following.following, name="following"),
    path("following/by-mail/", following_by_mail.ask, name="follow_by_mail"),
    path("partnerships/", partnerships.partnership_list, name="partnership_list"),
    path("partnerships/<slug:slug>/", partnerships.partnership_detail, name="partnership_detail"),
    path("territories/", gazetteer.territory_list, name="territory_list"),
    path("territories/<slug:code>/", places.territory_detail, name="territory_detail"),
    path("corrections/", corrections.correction_list, name="correction_list"),
    path("corrections/new/", corrections.correction_new, name="correction_new"),
    path("corrections/<slug:ticket>/", corrections.correction_detail, name="correction_detail"),
    path("compare/", comparison.compare, name="compare"),
    path("territories/<slug:code>/pdf/", places.territory_pdf, name="territory_pdf"),
    path("organisations/<slug:slug>/", places.organisation_detail, name="organisation_detail"),
    path("organisations/<slug:slug>/quality/", places.organisation_quality, name="organisation_quality"),
]
