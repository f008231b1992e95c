"""Acts on an assembly: what each says before it is done, its form, its service."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.forms import BaseForm, Form
from django.http import HttpRequest

from french import plural
from milliard.assemblies.enums import AssemblyState
from milliard.assemblies.forms.assemblies import (
    AgendaForm,
    AssemblyForm,
    BureauForm,
    CancelAssemblyForm,
    SecondCallForm,
    SecretSeriesForm,
    TakeProposalForm,
)
from milliard.assemblies.forms.methods import asked_method, methods_shown
from milliard.assemblies.forms.resolutions import ResolutionForm
from milliard.assemblies.models import Assembly
from milliard.assemblies.policies import can_organise_assemblies, can_prepare_assembly, can_run_session
from milliard.assemblies.reports.quorums import quorum_of
from milliard.assemblies.reports.rehearsal import rehearse
from milliard.assemblies.services.agenda import take_proposal
from milliard.assemblies.services.assemblies import (
    call_again,
    cancel_assembly,
    freeze_roll,
    name_bureau,
    set_agenda,
    too_short,
    write_assembly,
)
from milliard.assemblies.services.convening import convene, convocation_text
from milliard.assemblies.services.resolutions import write_resolution
from milliard.assemblies.services.secret import attach_series
from milliard.core.staff import Act, posted
from milliard.letters.writing import markdown_html

BEFORE_THE_DAY = (AssemblyState.DRAFT, AssemblyState.ROLLED, AssemblyState.CONVENED)
_HAS_ROLL = (AssemblyState.ROLLED, AssemblyState.CONVENED, AssemblyState.OPEN)
_DECIDES = (*BEFORE_THE_DAY, AssemblyState.OPEN)


def _in(*states: AssemblyState) -> Callable[[Assembly], bool]:
    return lambda assembly: assembly.state in states


def _first(request: HttpRequest, assembly: Assembly | None) -> BaseForm:
    first = AssemblyForm.first_values(assembly) if assembly else {}
    return AssemblyForm(posted(request), initial=first)


def _of(form: type[Form]) -> Callable[[HttpRequest, Assembly], BaseForm]:
    """A form that asks the assembly for what it offers."""
    return lambda request, assembly: form(posted(request), assembly=assembly)  # type: ignore[call-arg]


def _resolution_form(request: HttpRequest, assembly: Assembly) -> BaseForm:
    first = {"amends": request.GET.get("amende", "")}
    return ResolutionForm(posted(request), method=asked_method(request), assembly=assembly, initial=first)


def _freezing(assembly: Assembly) -> Sequence[str]:
    found = rehearse(assembly)
    count = [found.why_unknown] if found.voters is None else [
        f"Avec le registre d’aujourd’hui, {plural(found.voters, 'membre serait', 'membres seraient')}"
        f" sur la liste\u00a0; {found.quorum_words}."
    ]  # fmt: skip
    return [
        *count,
        "La liste des votant·es est écrite, sous des numéros tirés au hasard, et ne change plus.",
        "Le titre, la date et le lieu ne changent plus\u00a0; l’ordre du jour et les résolutions, si.",
    ]


def _convening(assembly: Assembly) -> Sequence[str]:
    found = rehearse(assembly)
    on_paper = (
        [f"À écrire sur papier, faute d’adresse\u00a0: {plural(found.without_email, 'membre')}."]
        if found.without_email
        else []
    )
    late = [why] if (why := too_short(assembly)) else []
    return [
        *late,
        f"La lettre ci-dessous part maintenant à toute la liste, {plural(found.voters or 0, 'membre')}.",
        *on_paper,
        "L’ordre du jour ne change plus. La page de l’assemblée devient publique.",
        "Chaque envoi laisse sa preuve.",
    ]


def _letter(request: HttpRequest, assembly: Assembly, form: BaseForm) -> Mapping[str, Any]:
    """The letter, as its readers will see it."""
    return {"letter": markdown_html(convocation_text(assembly))}


def _rows(request: HttpRequest, assembly: Assembly, form: BaseForm) -> Mapping[str, Any]:
    return {"rows": form.rows(), "count": form.count}  # type: ignore[attr-defined]


def _may_call_again(assembly: Assembly) -> bool:
    """Closed without its quorum, under statutes that foresee it, and not called yet."""
    is_over = assembly.state in (AssemblyState.CLOSED, AssemblyState.SIGNED)
    if not is_over or not assembly.statutes.second_call_allowed or assembly.is_second_call:
        return False
    is_called = Assembly.objects.filter(second_call_of=assembly).exists()
    return not is_called and not quorum_of(assembly, assembly.closed_at).is_reached


WRITE = Act(
    "write",
    "preparer",
    "Préparer une assemblée",
    submit="Garder le brouillon",
    lead="Rien n’est public tant que l’assemblée n’est pas convoquée.",
    done="Assemblée écrite. Écrivez son ordre du jour.",
    form=_first,
    service=write_assembly,
    policy=can_organise_assemblies,
)
ACTS = [
    Act(
        "rewrite",
        "changer",
        "Changer le brouillon",
        submit="Enregistrer",
        done="Assemblée changée.",
        form=_first,
        service=write_assembly,
        policy=can_prepare_assembly,
        is_offered=_in(AssemblyState.DRAFT),
    ),
    Act(
        "agenda",
        "ordre-du-jour",
        "Ordre du jour",
        submit="Enregistrer l’ordre du jour",
        lead="Un point par ligne. Le rang fixe l’ordre\u00a0; une ligne sans titre est retirée.",
        done="Ordre du jour enregistré.",
        form=_of(AgendaForm),
        service=set_agenda,
        policy=can_prepare_assembly,
        is_offered=_in(AssemblyState.DRAFT, AssemblyState.ROLLED),
        template="assemblies/staff/agenda.html",
        context=_rows,
    ),
    Act(
        "resolve",
        "resolution",
        "Écrire une résolution",
        submit="Enregistrer",
        done="Résolution enregistrée.",
        form=_resolution_form,
        service=write_resolution,
        policy=can_run_session,
        is_offered=_in(*_DECIDES),
        template="assemblies/staff/resolution_form.html",
        context=methods_shown,
    ),
    Act(
        "propose",
        "proposition",
        "Inscrire une proposition soutenue",
        submit="En faire une résolution",
        done="Résolution écrite. La proposition dit qu’elle est ici.",
        form=TakeProposalForm,
        service=take_proposal,
        policy=can_run_session,
        is_offered=_in(*_DECIDES),
    ),
    Act(
        "seal",
        "scrutins-secrets",
        "Choisir les scrutins secrets",
        submit="Choisir",
        lead="Préparez d’abord la série et ses dépositaires\u00a0; les codes se remettent ensuite.",
        done="Série choisie\u00a0: ses votant·es sont celles et ceux de la liste.",
        form=_of(SecretSeriesForm),
        service=attach_series,
        policy=can_prepare_assembly,
        is_offered=_in(AssemblyState.ROLLED, AssemblyState.CONVENED),
    ),
    Act(
        "freeze",
        "arreter-la-liste",
        "Arrêter la liste",
        effects=_freezing,
        done="Liste arrêtée.",
        service=freeze_roll,
        policy=can_prepare_assembly,
        is_offered=_in(AssemblyState.DRAFT),
        is_primary=True,
    ),
    Act(
        "convene",
        "convoquer",
        "Convoquer",
        submit="Envoyer la convocation",
        effects=_convening,
        done="Convocation partie. Suivez ses preuves d’envoi.",
        service=convene,
        policy=can_prepare_assembly,
        is_offered=_in(AssemblyState.ROLLED),
        is_primary=True,
        template="assemblies/staff/convene.html",
        context=_letter,
    ),
    Act(
        "bureau",
        "bureau",
        "Désigner le bureau",
        submit="Désigner",
        lead="Deux membres de la liste. La présidence et le secrétariat tiennent la séance, et signent.",
        done="Bureau désigné.",
        form=_of(BureauForm),
        service=name_bureau,
        policy=can_prepare_assembly,
        is_offered=_in(*_HAS_ROLL),
    ),
    Act(
        "cancel",
        "annuler",
        "Annuler l’assemblée",
        effects=[
            "Elle ne se tiendra pas. Sa page reste, et dit pourquoi.",
            "Personne n’est prévenu par cet écran\u00a0: si elle est convoquée, écrivez à sa liste.",
        ],
        done="Assemblée annulée.",
        form=CancelAssemblyForm,
        service=cancel_assembly,
        policy=can_prepare_assembly,
        is_offered=_in(*BEFORE_THE_DAY),
    ),
    Act(
        "call_again",
        "seconde-convocation",
        "Préparer la seconde convocation",
        effects=[
            "Un brouillon s’écrit, avec le même ordre du jour et ce qui n’a pas été décidé, mot pour mot.",
            "Sa liste sera arrêtée à la même date de référence\u00a0; elle se convoque à son tour.",
        ],
        done="Seconde convocation préparée\u00a0: c’est un brouillon de la liste des assemblées.",
        form=_of(SecondCallForm),
        service=call_again,
        policy=can_prepare_assembly,
        is_offered=_may_call_again,
        is_primary=True,
    ),
]
