"""The convocation: a legal notice to everybody on the roll, with the agenda, and its proof of sending."""

from django.conf import settings
from django.db import transaction

from engines.minutes import digest_of
from french import format_date, format_number, format_time
from milliard.accounts.models import User
from milliard.assemblies import policies
from milliard.assemblies.enums import AssemblyState
from milliard.assemblies.facts import roll_condition
from milliard.assemblies.models import Assembly
from milliard.assemblies.reports.quorums import quorum_of
from milliard.assemblies.services.assemblies import NoAgenda, too_short
from milliard.assemblies.services.chain import append_line
from milliard.assemblies.services.locks import lock_assembly, raise_revision
from milliard.core import journal
from milliard.core.access import authorize
from milliard.core.clock import database_now
from milliard.core.refusals import Refused
from milliard.letters.enums import Lane
from milliard.letters.services.letters import draft_letter, schedule_letter
from milliard.letters.services.segments import save_segment
from milliard.statutes.enums import QuorumCount


class NoticeTooShort(Refused):
    message = "Le délai de convocation est trop court."


@transaction.atomic
def convene(*, assembly: Assembly, by: User | None) -> Assembly:
    """Send the convocation to the whole roll, now. The agenda no longer changes.

    Raises
    ------
    NotAllowed, AssemblyMovedOn, NoAgenda, NoticeTooShort, NobodyToWrite
    """
    authorize(by, policies.can_prepare_assembly, assembly)
    assembly = lock_assembly(assembly, AssemblyState.ROLLED)
    if not assembly.agenda.exists():
        raise NoAgenda
    if why := too_short(assembly):
        raise NoticeTooShort(why)
    subject, source = f"Convocation\u00a0: {assembly.title}"[:150], convocation_text(assembly)
    segment = save_segment(
        name=f"Liste de «\u00a0{assembly.title[:90]}\u00a0»", conditions=[roll_condition(assembly)], by=by
    )
    letter = draft_letter(subject=subject, source=source, lane=Lane.LEGAL, segment=segment, by=by)
    frozen = schedule_letter(letter=letter, by=by)
    assembly.letter, assembly.state = letter, AssemblyState.CONVENED
    assembly.convened_at = database_now()
    assembly.full_clean()
    raise_revision(assembly)
    append_line(
        assembly,
        "convened",
        {"letter": digest_of(source), "by_mail": frozen.queued, "on_paper": frozen.skipped},
    )
    journal.record("assemblies.assembly.convened", assembly, by=by, data={"by_mail": frozen.queued})
    return assembly


def convocation_text(assembly: Assembly) -> str:
    """The letter, in Markdown: when and where, the agenda, who votes, how to give one's proxy."""
    statutes, wall = assembly.statutes, assembly.wall_held
    url = f"{settings.SITE_URL}{assembly.get_absolute_url()}"
    hour = format_time(wall)
    where = ", ".join(filter(None, (str(assembly.place or ""), assembly.address_line)))
    lines = [
        "Bonjour {prénom},",
        f"Vous êtes convoqué·e à l’assemblée générale «\u00a0{_plain(assembly.title)}\u00a0», le"
        f" {format_date(wall.date())} à {hour}"
        + (f" ({assembly.get_zone_display()})" if assembly.is_elsewhere else "")
        + (f", {_plain(where)}" if where else "")
        + (", et à distance" if assembly.online_url else "")
        + ".",
        "## Ordre du jour",
        "\n".join(f"{item.position}. {_plain(item.title)}" for item in assembly.agenda.order_by("position")),
        "## Votre voix",
        f"Vous êtes sur la liste des votant·es, arrêtée au {format_date(assembly.reference_on)}\u00a0:"
        f" {format_number(assembly.roll_count or 0)} membres. {_quorum_words(assembly)}",
    ]
    if statutes.proxies_allowed:
        until = assembly.proxies_until
        when = (
            f"jusqu’au {format_date(until.astimezone(assembly.clock).date())}"
            if until
            else "jusqu’à l’ouverture"
        )
        lines.append(
            f"Vous ne pouvez pas venir\u202f? Donnez pouvoir à un autre membre, {when}, sur la page de"
            " l’assemblée, ou par le formulaire papier qu’on y imprime."
        )
    lines.append(f"[Votre page de l’assemblée]({url})")
    return "\n\n".join(lines)


def _quorum_words(assembly: Assembly) -> str:
    quorum = quorum_of(assembly)
    if not quorum.needed:
        return "Cette assemblée délibère quel que soit le nombre de personnes."
    is_one = quorum.needed == 1
    who = "présent" if is_one else "présents"
    if quorum.counts == QuorumCount.REPRESENTED:
        who += " ou représenté" if is_one else " ou représentés"
    return f"Il faut {format_number(quorum.needed)} membre{'' if is_one else 's'} {who} pour décider."


def _plain(text: str) -> str:
    """On one line, without what a letter would read as a word to fill in or a mark."""
    return " ".join(text.split()).replace("{", "(").replace("}", ")").replace("[", "(").replace("]", ")")
