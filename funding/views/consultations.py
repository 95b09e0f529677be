"""Consultations: how authorities take part in the programmes of funds."""

from django.shortcuts import get_object_or_404, render

from funding.models import Consultation


def consultation_list(request):
    """All consultations by where they stand: those that one can answer now come first."""
    known = Consultation.objects.select_related("fund", "programme").with_answers()
    by_state = {state: [] for state in Consultation.State}
    for consultation in known:
        by_state[consultation.state].append(consultation)
    groups = [(state, state.label, found) for state, found in by_state.items() if found]
    return render(request, "funding/consultation_list.html", {"groups": groups})


def consultation_detail(request, slug):
    """One consultation: what is asked, until when, and what organisations answered."""
    consultation = get_object_or_404(Consultation.objects.select_related("fund", "programme"), slug=slug)
    contributions = consultation.contributions.public().select_related("organisation")
    context = {"consultation": consultation, "contributions": contributions}
    return render(request, "funding/consultation_detail.html", context)
