"""The right to be heard: what is held against me, and my answer."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from milliard.members.models import Exclusion
from milliard.members.services.exclusions import answer_exclusion
from milliard.members.views.own import me, own_member


class AnswerForm(forms.Form):
    answer = forms.CharField(
        label="Votre réponse",
        help_text="Vos explications, ou le rendez-vous que vous demandez. Vous pourrez la compléter.",
        widget=forms.Textarea(attrs={"rows": 10}),
        max_length=20_000,
        error_messages={"required": "Écrivez votre réponse."},
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, public_id: object) -> HttpResponse:
    """Read the grounds and the decision; answer, and complete the answer until it is decided."""
    mine = own_member(request, public_id)
    exclusion = get_object_or_404(Exclusion.objects.filter(member=mine).order_by("-pk")[:1])
    form = AnswerForm(request.POST or None, initial={"answer": exclusion.answer})
    if request.method == "POST" and form.is_valid():
        answer_exclusion(exclusion=exclusion, answer=form.cleaned_data["answer"], by=me(request))
        messages.success(request, "Votre réponse est enregistrée. Elle sera lue avant toute décision.")
        return redirect("members:answer", mine.public_id)
    context = {"form": form, "exclusion": exclusion, "member": mine}
    return render(request, "members/answer.html", context, status=422 if form.errors else 200)
