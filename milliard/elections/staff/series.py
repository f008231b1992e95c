"""Series, as the team prepares them: trustees, voters, codes, ceremony, elections to open."""

from collections.abc import Mapping
from typing import Any

from django.forms import BaseForm
from django.http import HttpRequest

from milliard.core.staff import Act, StaffViewSet
from milliard.elections.enums import CodeSource, SeriesState, TrusteeState
from milliard.elections.forms import (
    ObserversForm,
    OpenElectionForm,
    ReasonForm,
    SeriesForm,
    TrusteesForm,
    VotersForm,
)
from milliard.elections.models import ElectionSeries
from milliard.elections.policies import can_organise_elections, can_run_series
from milliard.elections.services.ceremony import last_run, restart_ceremony, standing_of, start_ceremony
from milliard.elections.services.codes import mail_codes
from milliard.elections.services.elections import open_election
from milliard.elections.services.series import (
    end_series,
    name_trustees,
    set_observers,
    set_voters_of_day,
    write_series,
)
from milliard.elections.staff.menu import voting_menu
from milliard.ui.component_records import Column


def _posted(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _rewrite_form(request: HttpRequest, series: ElectionSeries) -> BaseForm:
    first = {name: getattr(series, name) for name in SeriesForm.base_fields if name != "registrar"}
    first["registrar"] = series.registrar.email if series.registrar else ""
    return SeriesForm(_posted(request), initial=first)


def _trustees_form(request: HttpRequest, series: ElectionSeries) -> BaseForm:
    rows = series.trustees.select_related("account").order_by("index")
    lines = [f"{row.account.email} {row.name}" for row in rows if row.account]
    return TrusteesForm(_posted(request), initial={"trustees": "\n".join(lines)})


def _observers_form(request: HttpRequest, series: ElectionSeries) -> BaseForm:
    known = series.observers.order_by("email").values_list("email", flat=True)
    return ObserversForm(_posted(request), initial={"addresses": "\n".join(known)})


def _opening_form(request: HttpRequest, series: ElectionSeries) -> BaseForm:
    return OpenElectionForm(_posted(request))  # nothing of the series stands in it


def _details(request: HttpRequest, series: ElectionSeries) -> Mapping[str, Any]:
    """The trustees with their answers, the ceremony's step, what is left to open."""
    trustees = list(series.trustees.select_related("account").order_by("index"))
    run = last_run(series)
    standing = standing_of(run, len(trustees)) if run and series.state == SeriesState.CEREMONY else None
    missing = [one.public_name for one in trustees if standing and not standing.has_sent(one.index)]
    return {
        "trustees": trustees,
        "trustee_columns": _TRUSTEES,
        "step": standing.step.label if standing and standing.step else "",
        "missing": missing,
        "voters": series.voters.count(),
        "observers": series.observers.count(),
        "spares_left": series.spares.filter(election__isnull=True).count(),
        "elections": list(series.elections.order_by("-opened_at").defer("raw", "encrypted_sums")[:50]),
        "may_print": series.codes_by_platform and not series.elections.exists(),
    }


def _is_before_end(series: ElectionSeries) -> bool:
    return series.state != SeriesState.ENDED


def _is_preparing(series: ElectionSeries) -> bool:
    return series.state == SeriesState.PREPARING


def _has_answers(series: ElectionSeries) -> bool:
    states = list(series.trustees.values_list("state", flat=True))
    accepted = bool(states) and all(state == TrusteeState.ACCEPTED for state in states)
    return _is_preparing(series) and accepted


def _may_mail(series: ElectionSeries) -> bool:
    is_ours = series.code_source == CodeSource.PLATFORM and _is_before_end(series)
    return is_ours and not series.elections.exists()


def _may_open(series: ElectionSeries) -> bool:
    return series.state == SeriesState.READY and series.has_codes


_TRUSTEES = [
    Column("Dépositaire", "public_name"),
    Column("Rang", "index"),
    Column("Écrire", lambda one: one.account.email if one.account else ""),
    Column("Réponse", "get_state_display"),
]

_ACTS = [
    Act(
        "rewrite",
        "changer",
        "Changer la série",
        submit="Enregistrer",
        done="Série changée.",
        form=_rewrite_form,
        service=write_series,
        policy=can_run_series,
        is_offered=_is_preparing,
    ),
    Act(
        "trustees",
        "depositaires",
        "Choisir les dépositaires",
        submit="Demander à ces personnes",
        lead="Des personnes de confiance, qui ne dépendent pas les unes des autres. Chacune reçoit un e-mail,"
        " et accepte ou non.",
        done="Dépositaires choisi·es.",
        form=_trustees_form,
        service=name_trustees,
        policy=can_run_series,
        is_offered=_is_preparing,
    ),
    Act(
        "voters",
        "votants",
        "Inscrire les votant·es",
        lead="La liste se refait jusqu’à la remise des codes\u00a0; les numéros changent à chaque fois.",
        done=lambda count: f"{count} votant·es sur la liste.",
        form=VotersForm,
        service=set_voters_of_day,
        policy=can_run_series,
        is_offered=lambda series: _is_before_end(series) and not series.has_codes,
    ),
    Act(
        "observers",
        "observation",
        "Observateurs et observatrices",
        submit="Enregistrer",
        done="Adresses enregistrées.",
        form=_observers_form,
        service=set_observers,
        policy=can_run_series,
        is_offered=_is_before_end,
    ),
    Act(
        "start",
        "ceremonie",
        "Commencer la cérémonie des clés",
        effects=[
            "Les dépositaires et le seuil ne changent plus.",
            "Chaque dépositaire reçoit un e-mail et fabrique sa clé sur son appareil.",
        ],
        done="Cérémonie commencée.",
        service=start_ceremony,
        policy=can_run_series,
        is_offered=_has_answers,
        is_primary=True,
    ),
    Act(
        "restart",
        "recommencer",
        "Recommencer la cérémonie",
        effects=[
            "Les messages reçus restent, et ne servent plus. La raison paraît sur la page de la série.",
            "Chaque dépositaire fabrique une nouvelle clé.",
        ],
        done="Cérémonie recommencée.",
        form=ReasonForm,
        service=restart_ceremony,
        policy=can_run_series,
        is_offered=lambda series: (
            series.state in (SeriesState.CEREMONY, SeriesState.READY) and not series.elections.exists()
        ),
    ),
    Act(
        "mail",
        "envoyer-les-codes",
        "Envoyer les codes par e-mail",
        effects=[
            "La plateforme fabrique un code par personne, l’envoie, et ne le garde pas.",
            "Chaque page des scrutins dira que la liste des votant·es repose sur la confiance en elle.",
            "Envoyés à nouveau avant le premier scrutin, les codes d’avant ne valent plus rien.",
        ],
        done="Les codes partent.",
        service=mail_codes,
        policy=can_run_series,
        is_offered=_may_mail,
    ),
    Act(
        "open",
        "ouvrir-un-scrutin",
        "Ouvrir un scrutin",
        lead="Il s’ouvre tout de suite, et ce qui est mis aux voix ne change plus.",
        done="Scrutin ouvert.",
        form=_opening_form,
        service=open_election,
        policy=can_run_series,
        is_offered=_may_open,
        is_primary=True,
    ),
    Act(
        "end",
        "terminer",
        "Terminer la série",
        effects=[
            "Plus aucun scrutin ne s’y ouvre. Les pages et les archives restent.",
            "Les dépositaires peuvent détruire leurs clés.",
        ],
        done="Série terminée.",
        service=end_series,
        policy=can_run_series,
        is_offered=_is_before_end,
    ),
]

series_screens = StaffViewSet(
    model=ElectionSeries,
    one="series",
    name="all_series",
    title="Séries de scrutins",
    policy=can_organise_elections,
    key="<uuid:public_id>",
    url_prefix="scrutins/series",
    found=lambda: ElectionSeries.objects.select_related("registrar").defer("trustees_json"),
    order=["-created_at"],
    search=["title"],
    columns=[
        Column("Série", "title"),
        Column("État", "get_state_display"),
        Column("Codes remis par", "get_code_source_display"),
        Column("Codes", "codes_count", "entier"),
    ],
    facts=[
        Column("État", "get_state_display"),
        Column("Pour quelle occasion", "description"),
        Column("Ouverture des sommes", "get_sharing_display"),
        Column("Dépositaires nécessaires", "threshold"),
        Column("Qui remet les codes", "get_code_source_display", note="registrar_name"),
        Column("Clés prêtes le", "keys_at", "moment"),
        Column("Empreinte des clés", "trustees_digest"),
        Column("Codes remis le", "codes_at", "moment"),
        Column("Empreinte des codes publics", "codes_digest"),
    ],
    template="elections/staff/series.html",
    context=_details,
    empty="Aucune série.",
    empty_hint="Préparez la première plusieurs jours avant le vote\u00a0: clés et codes prennent du temps.",
    create=Act(
        "write",
        "ecrire",
        "Préparer une série",
        submit="Enregistrer",
        done="Série écrite. Choisissez maintenant les dépositaires.",
        form=SeriesForm,
        service=write_series,
        policy=can_organise_elections,
    ),
    acts=_ACTS,
    icon="lock",
    menu_hook=voting_menu.register_hook_name,
    menu_order=10,
)
