"""A published report is checked by whole numbers alone, on any machine, without a solver.

Recomputed: the digests, the size, targets and households of every panel that could have been drawn, the sum
of the tickets, everybody's probability, the commitment of the seed, the ticket, the panel it draws, the
quotas reached. Not recomputed: that no lottery would be fairer. For that, draw again from the same files and
compare the smallest probabilities: panels may differ from a machine to another (floating point), these not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from engines.sortition._chance import commitment_of, ticket_of
from engines.sortition._errors import InputRefusedError
from engines.sortition._lottery import TICKETS, Lottery
from engines.sortition._report import ENGINE_NAME, ENGINE_VERSION, digests, lottery_of, probabilities, quotas
from engines.sortition._selection import Selection, select
from french import typeset

_SHOWN = 20


def verify(report: Mapping[str, Any], *, selection: Selection | None = None) -> tuple[str, ...]:
    """What differs, in French; nothing when the report stands.

    With a ``selection`` read again from the files, people and targets are compared to it too. A lottery that
    is not drawn yet, without ``draw``, is checked as far as it goes.
    """
    return tuple(typeset(message) for message in _differences(report, selection))


def _differences(report: Mapping[str, Any], selection: Selection | None) -> Iterator[str]:
    try:
        lottery = lottery_of(report)
        said = {name: report[name] for name in ("engine", "digests", "probabilities")}
    except (ValueError, KeyError, TypeError) as error:
        yield f"ce fichier n'est pas un rapport de tirage : {error}"
        return
    if said["engine"] != {"name": ENGINE_NAME, "version": ENGINE_VERSION}:
        yield f"rapport d'un autre moteur : {said['engine']}, et non {ENGINE_NAME} {ENGINE_VERSION}"
    broken = list(_selection_faults(lottery.selection))
    yield from broken
    if broken:
        return
    for name, digest in digests(report).items():
        if not isinstance(said["digests"], dict) or said["digests"].get(name) != digest:
            yield f"empreinte « {name} » : le contenu donne {digest}"
    if selection is not None and selection != lottery.selection:
        yield "les volontaires, les cibles ou les places ne sont pas ceux des fichiers donnés"
    wrong = list(_panel_faults(lottery))
    yield from wrong[:_SHOWN]
    if wrong:
        return
    yield from _probability_faults(lottery, said["probabilities"])
    if any(name in report for name in ("draw", "panel", "quotas")):
        yield from _draw_faults(lottery, report)


def _selection_faults(selection: Selection) -> Iterator[str]:
    if any(len(person.values) != len(selection.features) for person in selection.volunteers):
        yield "une personne n'a pas autant de valeurs qu'il y a de critères"
        return
    try:
        checked = select(selection.features, selection.volunteers, selection.targets, seats=selection.seats)
    except InputRefusedError as error:
        yield from (item.message_fr for item in error.faults[:_SHOWN])
    else:
        if checked.volunteers != selection.volunteers:
            yield "les personnes ne sont pas dans l'ordre de leurs identifiants"


def _panel_faults(lottery: Lottery) -> Iterator[str]:
    selection = lottery.selection
    total = sum(panel.tickets for panel in lottery.panels)
    if total != TICKETS:
        yield f"les panels se partagent {total} billets, et non {TICKETS}"
    for number, panel in enumerate(lottery.panels):
        name = f"panel {number}"
        if panel.tickets < 1:
            yield f"{name} : {panel.tickets} billets"
        unknown = [member for member in panel.members if member not in selection.place]
        if unknown:
            yield f"{name} : {unknown[0]} n'est pas parmi les volontaires"
            continue
        if len(set(panel.members)) != selection.seats or len(panel.members) != selection.seats:
            yield f"{name} : {len(set(panel.members))} personnes pour {selection.seats} places"
        if list(panel.members) != sorted(panel.members):
            yield f"{name} : les personnes ne sont pas dans l'ordre de leurs identifiants"
        if selection.has_housemates(panel.members):
            yield f"{name} : deux personnes d'un même foyer"
        for target, reached in zip(selection.targets, selection.reached(panel.members), strict=True):
            if not target.low <= reached <= target.high:
                place = f"{target.feature} = {target.value}"
                yield f"{name} : {place}, {reached} hors de {target.low} à {target.high}"


def _probability_faults(lottery: Lottery, said: object) -> Iterator[str]:
    expected = probabilities(lottery)
    if not isinstance(said, dict) or set(said) != set(expected):
        yield "les probabilités ne sont pas celles des volontaires"
        return
    differing = [name for name in expected if said[name] != expected[name]]
    for name in differing[:_SHOWN]:
        yield f"probabilité de {name} : {said[name]} écrite, {expected[name]} d'après les panels"


def _draw_faults(lottery: Lottery, report: Mapping[str, Any]) -> Iterator[str]:
    draw = report.get("draw")
    names = ("seed", "public_value", "commitment", "ticket", "panel_number")
    if not isinstance(draw, dict) or any(name not in draw for name in names):
        yield "le tirage est incomplet"
        return
    try:
        commitment, ticket = commitment_of(draw["seed"]), ticket_of(draw["seed"], draw["public_value"])
    except (AttributeError, ValueError):
        yield "la graine et la valeur publique sont deux textes d'une ligne"
        return
    if commitment != draw["commitment"]:
        yield f"la graine révélée n'est pas celle de l'engagement : elle donne {commitment}"
    if ticket != draw["ticket"]:
        yield f"billet {draw['ticket']} écrit, {ticket} d'après la graine et la valeur publique"
    number = lottery.panel_of(ticket)
    if number != draw["panel_number"]:
        yield f"panel {draw['panel_number']} écrit, {number} d'après le billet {ticket}"
    members = lottery.panels[number].members
    if report.get("panel") != list(members):
        yield f"les personnes tirées ne sont pas celles du panel {number}"
    if report.get("quotas") != quotas(lottery.selection, members):
        yield "les quotas atteints ne sont pas ceux du panel tiré"
