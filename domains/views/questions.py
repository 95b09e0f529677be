"""Questions put to everybody: which there are, what was answered, and the form."""

from allauth.core import ratelimit
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from domains.answer_form import AnswerForm
from domains.listing import PAGE, page_of
from domains.models import Answer, Question


def question_list(request):
    """All questions by where they stand: those that one can answer now come first."""
    by_state = {state: [] for state in Question.State}
    for question in Question.objects.public().with_counts().select_related("organisation", "domain"):
        by_state[question.state].append(question)
    groups = [(state, state.label, found) for state, found in by_state.items() if found]
    return render(request, "domains/question_list.html", {"groups": groups})


def question_detail(request, slug):
    """One question: what it is for, until when, what was answered, and how many answers wait to be read."""
    known = Question.objects.public().with_counts().select_related("organisation", "domain", "dialogue")
    question = get_object_or_404(known, slug=slug)
    page, problem = page_of(Paginator(question.answers.public(), PAGE), request.GET.get("page"))
    context = {"question": question, "page": page, "problem": problem, "is_received": "received" in request.GET}
    return render(request, "domains/question_detail.html", context, status=404 if problem else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def question_answer(request, slug):
    """Ask for an answer, and take it; after the last day only say so."""
    question = get_object_or_404(Question.objects.public(), slug=slug)
    if not question.is_open:
        return render(request, "domains/question_shut.html", {"question": question}, status=410)
    form = AnswerForm(request.POST or None, instance=Answer(question=question), initial={"language": get_language()})
    if form.is_valid():
        if not ratelimit.consume(request, action="answer"):
            return ratelimit.respond_429(request)
        form.save()
        return redirect(f"{question.get_absolute_url()}?received=1")
    return render(request, "domains/question_answer.html", {"question": question, "form": form})
