"""Who may do what in assemblies."""

from milliard.accounts.enums import Role
from milliard.accounts.models import User
from milliard.accounts.policies import Person, holds
from milliard.assemblies.models import Assembly, Proxy, Resolution, RollEntry
from milliard.members.policies import is_own


def can_organise_assemblies(person: Person) -> bool:
    """Drafts, roll, convocation, desk, console."""
    return holds(person, Role.ORGANISER, Role.ADMIN)


def can_prepare_assembly(person: Person, assembly: Assembly) -> bool:
    return can_organise_assemblies(person)


def can_run_session(person: Person, assembly: Assembly) -> bool:
    """The console and the desk: the team, and whoever presides or keeps the minutes that day."""
    return can_organise_assemblies(person) or is_of_bureau(person, assembly)


def is_of_bureau(person: Person, assembly: Assembly) -> bool:
    """Whether the person presides or keeps the minutes."""
    if not isinstance(person, User) or not person.is_active:
        return False
    bureau = (assembly.chair, assembly.secretary)
    return any(entry is not None and entry.member.account_id == person.pk for entry in bureau)


def can_run_vote(person: Person, resolution: Resolution) -> bool:
    return can_run_session(person, resolution.assembly)


def can_act_as(person: Person, entry: RollEntry) -> bool:
    """Come, leave, vote, give a proxy: oneself."""
    return is_own(person, entry.member)


def can_mark_attendance(person: Person, entry: RollEntry) -> bool:
    """Oneself, or the desk."""
    return can_act_as(person, entry) or can_run_session(person, entry.assembly)


def can_answer_proxy(person: Person, proxy: Proxy) -> bool:
    """Whoever is asked to hold it."""
    return proxy.holder is not None and can_act_as(person, proxy.holder)


def can_revoke_proxy(person: Person, proxy: Proxy) -> bool:
    """Who gave it, or the desk for them."""
    return can_mark_attendance(person, proxy.giver)


def can_see_roll(person: Person, assembly: Assembly) -> bool:
    """The roll with its names: the team, and each member of it."""
    if can_run_session(person, assembly):
        return True
    if not isinstance(person, User) or not person.is_active:
        return False
    return RollEntry.objects.filter(assembly=assembly, member__account=person).exists()
