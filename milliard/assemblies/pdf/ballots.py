"""Paper ballots: of an open vote, one for each mandate under its number; of a confidential one, all alike."""

from pathlib import Path
from typing import Any

from django.utils import timezone

from french import format_euros
from milliard.assemblies.enums import ResolutionState, Secrecy, VotingMethod
from milliard.assemblies.models import Resolution, VotingRight
from milliard.assemblies.papers import GRADES, MOTION_WORDS
from milliard.assemblies.pdf.sheets import heading_of
from milliard.core.refusals import Refused
from milliard.ui.documents import compile_pdf

_TEMPLATE = Path(__file__).parent / "ballots.typ"
#: A hall that needs more has them photocopied.
MOST_BALLOTS = 500
_USUAL = 40
_RANKED = (VotingMethod.SCHULZE, VotingMethod.STV)


class TooManyMandates(Refused):
    message = "Trop de mandats pour les imprimer un à un\u00a0: imprimez-en sans nom, et photocopiez."


def print_ballots(resolution: Resolution, count: int = 0) -> bytes:
    """``count`` ballots that all look alike; 0: as many as the vote needs, named where the vote is open.

    Raises `FontsMissing`, `TooManyMandates`.
    """
    method = VotingMethod(resolution.method)
    choices = resolution.choices.order_by("number")
    data = {
        **heading_of(resolution.assembly),
        "title": f"Bulletins\u00a0: {resolution.title}",
        "resolution": resolution.title,
        "kind": _kind(method),
        "how": _how(resolution),
        "marks": list(MOTION_WORDS.values()),
        "grades": list(GRADES),
        "choices": [_choice(one) for one in choices],
        "labels": _labels(resolution, count),
    }
    return compile_pdf(_TEMPLATE, data, at=timezone.now())


def _kind(method: VotingMethod) -> str:
    if method in _RANKED:
        return "ranks"
    return {VotingMethod.MOTION: "motion", VotingMethod.JUDGMENT: "grades"}.get(method, "boxes")


def _how(resolution: Resolution) -> str:
    method = VotingMethod(resolution.method)
    if method is VotingMethod.MOTION:
        return "Cochez une seule case."
    if method is VotingMethod.JUDGMENT:
        return "Une mention par ligne. Rien du tout\u00a0: bulletin blanc."
    if method in _RANKED:
        return "Écrivez 1 devant votre préféré, puis 2, 3… Rien du tout\u00a0: bulletin blanc."
    most = f", {resolution.max_chosen} au plus" if resolution.max_chosen else ""
    return f"Cochez vos choix{most}. Aucune case\u00a0: bulletin blanc."


def _choice(choice: Any) -> str:
    cost = f", {format_euros(choice.cost_cents)}" if choice.cost_cents else ""
    return f"{choice.number}. {choice.label}{cost}"


def _labels(resolution: Resolution, count: int) -> list[str]:
    """What says whose each ballot is; "" for one that says nothing, as every one of a confidential vote."""
    if resolution.secrecy == Secrecy.CONFIDENTIAL or count:
        return [_unnamed(resolution)] * (count or _expected(resolution))
    if resolution.state != ResolutionState.OPEN:
        return [_unnamed(resolution)] * _USUAL
    rights = VotingRight.objects.filter(resolution=resolution, has_voted=False).order_by(
        "voter__number", "entry__number"
    )
    pairs = list(rights.values_list("entry__number", "voter__number")[: MOST_BALLOTS + 1])
    if len(pairs) > MOST_BALLOTS:
        raise TooManyMandates
    return [
        f"Mandat n°\u00a0{entry}" + (f", porté par le n°\u00a0{voter}" if entry != voter else "")
        for entry, voter in pairs
    ]


def _unnamed(resolution: Resolution) -> str:
    return "" if resolution.secrecy == Secrecy.CONFIDENTIAL else "Mandat n° ………"


def _expected(resolution: Resolution) -> int:
    """As many as mandates, once the vote is open."""
    rights = VotingRight.objects.filter(resolution=resolution).count()
    return min(rights, MOST_BALLOTS) or _USUAL
