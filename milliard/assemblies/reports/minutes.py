"""The minutes: a file that anyone counts again, and a paper that says the same from the same lines."""

import datetime as dt
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from engines.minutes import FORMAT
from french import format_date, format_number, format_time, plural
from milliard.assemblies.enums import ResolutionState, Secrecy, VoteOutcome, VotingMethod
from milliard.assemblies.models import Assembly, MinutesLine, Resolution, RollEntry
from milliard.assemblies.papers import grade_words
from milliard.assemblies.services.counting import ballots_of
from milliard.statutes.enums import Comparison, MajorityBase
from milliard.ui.documents import compile_pdf

_TEMPLATE = Path(__file__).parent.parent / "pdf" / "minutes.typ"


def minutes_document(assembly: Assembly) -> dict[str, Any]:
    """What `python -m engines.minutes verify` reads: lines, and the ballots that may be published."""
    lines = MinutesLine.objects.filter(assembly=assembly).order_by("position")
    closed = Resolution.objects.filter(assembly=assembly, state=ResolutionState.CLOSED)
    closed = (
        closed.filter(parts=None).exclude(secrecy=Secrecy.SECRET).exclude(result__outcome=VoteOutcome.HIDDEN)
    )
    return {
        "format": FORMAT,
        "assembly": assembly.title,
        "is_simulated": settings.IS_DEMONSTRATION,
        "lines": [
            {"position": line.position, "code": line.code, "content": line.content, "digest": line.digest}
            for line in lines
        ],
        "ballots": {str(one.position): ballots_of(one).as_json() for one in closed.order_by("position")},
    }


def minutes_pdf(assembly: Assembly) -> bytes:
    """The minutes on paper. Raises `FontsMissing`."""
    lines = list(MinutesLine.objects.filter(assembly=assembly).order_by("position"))
    voted = resolutions_of(assembly)
    wall = assembly.wall_held
    where = ", ".join(filter(None, (str(assembly.place or ""), assembly.address_line)))
    data = {
        "title": f"Procès-verbal\u00a0: {assembly.title}",
        "held": f"{format_date(wall.date())}, {format_time(wall)}" + (f", {where}" if where else ""),
        "bureau": _bureau(assembly),
        "sections": [section for line in lines if (section := section_of(assembly, line, voted))],
        "head": lines[-1].digest if lines else "",
        "count": format_number(len(lines)),
        "signed": _signed(assembly),
        "simulated": settings.IS_DEMONSTRATION,
    }
    return compile_pdf(_TEMPLATE, data, at=assembly.closed_at or timezone.now())


def _bureau(assembly: Assembly) -> list[dict[str, str]]:
    told = (("Présidence de séance", assembly.chair), ("Secrétariat de séance", assembly.secretary))
    return [{"label": label, "text": _named(entry)} for label, entry in told if entry is not None]


def _named(entry: RollEntry) -> str:
    """With the name, as long as the member has one."""
    return entry.member.name or f"n°\u00a0{entry.number}"


def _signed(assembly: Assembly) -> str:
    if assembly.signed_at is None:
        return "Ce procès-verbal n’est pas encore signé."
    return f"Signé le {format_date(timezone.localtime(assembly.signed_at, assembly.clock).date())}."


#: What each line about a resolution says, after its title.
_OF_A_VOTE = {
    "vote_opened": "vote ouvert",
    "vote_sealed": "vote clos",
    "colleges_opened": "vote ouvert, collège par collège",
    "colleges_closed": "résultat des collèges ensemble",
    "vote_closed": "résultat",
    "withdrawn": "retirée",
}


def resolutions_of(assembly: Assembly) -> dict[int, Resolution]:
    """By their place, with their choices: two queries, however many votes."""
    rows = Resolution.objects.filter(assembly=assembly).prefetch_related("choices")
    return {row.position: row for row in rows}


def section_of(
    assembly: Assembly, line: MinutesLine, resolutions: Mapping[int, Resolution]
) -> dict[str, Any] | None:
    """One act as a paper says it: title, sentences, a table or none; None of what it tells elsewhere."""
    told = json.loads(line.content)
    at = timezone.localtime(dt.datetime.fromisoformat(told["at"]), assembly.clock)
    when = f"{format_date(at.date())} à {format_time(at)}"
    words: dict[str, Callable[[dict[str, Any]], list[str]]] = {
        "roll": _roll_words,
        "convened": _convened_words,
        "opened": _quorum_words,
        "closed": _quorum_words,
        "series": lambda told: [
            f"Dépositaires des clés, empreinte\u00a0: {told['trustees']}."
            if told["trustees"]
            else "Les clés ne sont pas encore faites."
        ],
        "vote_opened": _opened_words,
        "colleges_opened": _colleges_opened_words,
        "colleges_closed": _colleges_closed_words,
        "vote_sealed": lambda told: [
            "L’urne est fermée, ses dépositaires ouvrent les sommes."
            f" Empreinte de l’archive\u00a0: {told['archive']}."
        ],
        "vote_closed": _closed_words,
        "cancelled": lambda told: [told["why"]],
    }
    titles = {
        "roll": "Liste des votant·es",
        "convened": "Convocation",
        "bureau": "Bureau de séance",
        "opened": "Ouverture",
        "closed": "Clôture de la séance",
        "series": "Votes secrets",
        "cancelled": "Assemblée annulée",
        "withdrawn": "Résolution retirée",
        "signed": "Signature",
    }
    if line.code in ("bureau", "signed"):
        return None
    section: dict[str, Any] = {"when": when, "sentences": [], "rows": []}
    if line.code in _OF_A_VOTE:
        resolution = resolutions[told["resolution"]]
        section["title"] = f"{resolution.position}. {resolution.title}\u00a0: {_OF_A_VOTE[line.code]}"
    else:
        section["title"] = titles.get(line.code, line.code)
    if line.code in words:
        section["sentences"] = words[line.code](told)
    if line.code == "vote_closed":
        section["rows"] = result_rows(resolution, told["figures"])
    return section


def _roll_words(told: dict[str, Any]) -> list[str]:
    on = format_date(dt.date.fromisoformat(told["reference_on"]))
    return [
        f"{format_number(told['count'])} membres pouvaient voter au {on}. Empreinte\u00a0: {told['digest']}."
    ]


def _convened_words(told: dict[str, Any]) -> list[str]:
    return [
        f"{format_number(told['by_mail'])} convocations par courrier électronique,"
        f" {format_number(told['on_paper'])} à envoyer sur papier. Empreinte\u00a0: {told['letter']}."
    ]


def _quorum_words(told: dict[str, Any]) -> list[str]:
    reached = "atteint" if told["reached"] else "pas atteint"
    return [
        f"{format_number(told['present'])} présent·es, {format_number(told['represented'])} représenté·es,"
        f" sur {format_number(told['members'])} membres. Quorum ({told['quorum']}, soit"
        f" {format_number(told['needed'])}) {reached}."
    ]


def _opened_words(told: dict[str, Any]) -> list[str]:
    text = told["text"]
    secrecy, method = Secrecy(text["secrecy"]).label, VotingMethod(text["method"]).label
    return [
        text["text"],
        f"Vote {secrecy}\u00a0: {method}. {format_number(told['rights'])} mandats."
        f" Empreinte du texte\u00a0: {told['digest']}.",
        *_quorum_words(told),
    ]


def _closed_words(told: dict[str, Any]) -> list[str]:
    figures, outcome = told["figures"], VoteOutcome(told["outcome"])
    sentences = [f"Résolution {outcome.label}." if outcome != VoteOutcome.TIED else "Égalité."]
    if figures.get("abandoned"):
        return [f"Scrutin abandonné, rien n’est décidé\u00a0: {figures['abandoned']}"]
    if figures.get("hidden"):
        return ["Moins de dix bulletins\u00a0: leur compte n’est pas publié, et rien n’est décidé."]
    if figures["method"] == VotingMethod.MOTION:
        sentences.append(motion_words(figures))
    sentences.append(
        f"{format_number(figures['voted'])} bulletins pour {format_number(figures['mandates'])} mandats."
    )
    return sentences


def _colleges_opened_words(told: dict[str, Any]) -> list[str]:
    """What each college's own lines tell is not told twice."""
    names = (
        f"{one['name']} ({plural(one['members'], 'membre')}, {one['share']} du tout)"
        for one in told["colleges"]
    )
    return [
        told["text"]["text"],
        f"Vote collège par collège\u00a0: {', '.join(names)}. Empreinte du texte\u00a0: {told['digest']}.",
        *_quorum_words(told),
    ]


def _colleges_closed_words(told: dict[str, Any]) -> list[str]:
    figures, outcome = told["figures"], VoteOutcome(told["outcome"])
    sentences = [f"Résolution {outcome.label}."]
    if figures["rule"] == "each":
        against = ", ".join(figures["against"])
        each = f"N’adoptent pas\u00a0: {against}." if against else "Tous les collèges adoptent."
        return [*sentences, each]
    comparison = Comparison(figures["comparison"]).label
    return [
        *sentences,
        f"Ensemble, les collèges apportent {figures['in_favour']} du tout\u00a0: il fallait {comparison}"
        f" {figures['share']}.",
    ]


def motion_words(figures: dict[str, Any]) -> str:
    """«412 pour sur 700 voix pour et contre\u00a0: il en fallait au moins 351 (plus de 1/2).»"""
    base, comparison = MajorityBase(figures["base"]).label, Comparison(figures["comparison"]).label
    return (
        f"{format_number(figures['counts']['for'])} pour, sur {format_number(figures['base_count'])} {base}"
        f"\u00a0: il en fallait {format_number(figures['needed'])} ({comparison} {figures['share']})."
    )


def result_rows(resolution: Resolution, figures: dict[str, Any]) -> list[list[str]]:
    """The counts of a result as rows of text: label, figure, what became of it."""
    choices = sorted(resolution.choices.all(), key=lambda choice: choice.number)
    labels = {choice.number: choice.label for choice in choices}
    if figures.get("hidden"):
        return []
    match VotingMethod(figures["method"]):
        case VotingMethod.MOTION:
            words = {"for": "Pour", "against": "Contre", "abstain": "Abstention", "blank": "Blanc"}
            rows = [[words[name], format_number(count), ""] for name, count in figures["counts"].items()]
            return [*rows, ["N’ont pas voté", format_number(figures["not_voted"]), ""]]
        case VotingMethod.CHOOSE:
            won = set(figures["winners"])
            return [
                [labels[int(number)], format_number(count), "élu·e ou retenu" if int(number) in won else ""]
                for number, count in sorted(figures["approvals"].items(), key=lambda pair: -pair[1])
            ]
        case VotingMethod.JUDGMENT:
            return [
                [
                    labels[number],
                    grade_words(figures["medians"][str(number)]),
                    f"{rank}ᵉ" if rank > 1 else "1ᵉʳ",
                ]
                for rank, level in _ranks(figures["ranking"])
                for number in level
            ]
        case VotingMethod.BUDGET:
            return [
                [
                    labels[int(number)],
                    format_number(project["supporters"]),
                    "financé" if project["funded"] else "non financé",
                ]
                for number, project in figures["projects"].items()
            ]
        case VotingMethod.STV:
            won = set(figures["winners"])
            return [[label, "", "élu·e" if number in won else ""] for number, label in labels.items()]
    return [
        [labels[number], "", f"{rank}ᵉ" if rank > 1 else "1ᵉʳ"]
        for rank, level in _ranks(figures["ranking"])
        for number in level
    ]


def _ranks(levels: list[list[int]]) -> list[tuple[int, list[int]]]:
    """Rank of each level: equals share one, and the next is left out."""
    found, rank = [], 1
    for level in levels:
        found.append((rank, level))
        rank += len(level)
    return found
