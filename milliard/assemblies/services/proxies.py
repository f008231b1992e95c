"""Proxies: given, accepted, refused, revoked, entered from paper, given out when they bear no name."""

from collections import deque

from django.db import transaction
from django.db.models import Count, Q

from milliard.accounts.models import User
from milliard.assemblies import emails, policies
from milliard.assemblies.enums import AssemblyState, ProxySource, ProxyState
from milliard.assemblies.models import Assembly, Proxy, RollEntry, is_present, present_entries
from milliard.assemblies.services.locks import AssemblyMovedOn, lock_entries, share_assembly
from milliard.core import journal
from milliard.core.access import authorize
from milliard.core.clock import database_now
from milliard.core.refusals import Refused
from milliard.statutes.enums import BlankProxyRule


class ProxiesRefused(Refused):
    message = "Les statuts ne permettent pas de donner pouvoir."


class BlankProxiesRefused(Refused):
    message = "Les statuts n’acceptent pas les pouvoirs sans nom\u00a0: choisissez à qui le donner."


class ProxiesOver(Refused):
    message = "Il est trop tard pour donner ou accepter un pouvoir."


class ProxyToOneself(Refused):
    message = "On ne se donne pas pouvoir à soi-même."


class ProxyChain(Refused):
    """Holder and giver at once."""

    message = "Cette personne a elle-même donné pouvoir\u00a0: elle ne peut pas en porter."


class GiverHolds(Refused):
    message = "Vous portez des pouvoirs\u00a0: rendez-les avant de donner le vôtre."


class GiverPresent(Refused):
    message = "Cette personne est présente\u00a0: elle vote elle-même."


class CapReached(Refused):
    message = "Cette personne porte déjà autant de pouvoirs que les statuts le permettent."


class ProxySettled(Refused):
    message = "Ce pouvoir n’attend plus de réponse\u00a0: rechargez la page."


class NotOnThisRoll(Refused):
    message = "Cette personne n’est pas sur la liste de cette assemblée."


@transaction.atomic
def give_proxy(*, giver: RollEntry, holder: RollEntry | None, by: User | None) -> Proxy:
    """Ask a member to vote in one's name; without ``holder``, a proxy without a name.

    It replaces the one given before, accepted or not; asked again of the same person, the same comes back.

    Raises
    ------
    NotAllowed, ProxiesRefused, BlankProxiesRefused, ProxiesOver, ProxyToOneself, ProxyChain, GiverHolds,
    GiverPresent, NotOnThisRoll, AssemblyMovedOn
    """
    authorize(by, policies.can_act_as, giver)
    proxy = _write_proxy(giver, holder, source=ProxySource.ONLINE, by=by)
    if proxy.holder is not None and proxy.state == ProxyState.OFFERED:
        emails.tell_proxy_offered(proxy)
    return proxy


@transaction.atomic
def enter_paper_proxy(*, giver: RollEntry, holder: RollEntry | None, by: User | None) -> Proxy:
    """Write down, at the desk, a proxy signed on paper: its holder signed too, so it is accepted at once.

    The paper signed last holds, whoever typed the other first. Raises what `give_proxy` and `accept_proxy`
    do.
    """
    authorize(by, policies.can_run_session, giver.assembly)
    proxy = _write_proxy(giver, holder, source=ProxySource.PAPER, by=by)
    if proxy.holder is not None and proxy.state == ProxyState.OFFERED:
        _accept(proxy)
    journal.record("assemblies.proxy.entered", proxy, by=by)
    return proxy


@transaction.atomic
def accept_proxy(*, proxy: Proxy, by: User | None) -> Proxy:
    """Agree to vote in somebody's name; said twice, it is accepted once.

    Raises `NotAllowed`, `ProxySettled`, `CapReached`, `ProxyChain`, `ProxiesOver`, `AssemblyMovedOn`.
    """
    authorize(by, policies.can_answer_proxy, proxy)
    assembly = _taking_proxies(proxy.assembly)
    lock_entries(*_parties(proxy))
    proxy = _locked(proxy)
    if proxy.state == ProxyState.ACCEPTED:
        return proxy
    _accept(proxy, assembly)
    return proxy


@transaction.atomic
def refuse_proxy(*, proxy: Proxy, by: User | None) -> Proxy:
    """Say no, before or after having said yes; the giver is told. Raises `NotAllowed`, `ProxySettled`."""
    authorize(by, policies.can_answer_proxy, proxy)
    share_assembly(proxy.assembly)
    proxy = _locked(proxy)
    if proxy.state not in (ProxyState.OFFERED, ProxyState.ACCEPTED):
        raise ProxySettled
    _end(proxy, ProxyState.REFUSED)
    emails.tell_proxy_refused(proxy)
    return proxy


@transaction.atomic
def revoke_proxy(*, proxy: Proxy, by: User | None) -> Proxy:
    """Take back a proxy: votes to come are one's own, those opened keep it. Raises `NotAllowed`."""
    authorize(by, policies.can_revoke_proxy, proxy)
    share_assembly(proxy.assembly)
    proxy = _locked(proxy)
    if proxy.state in (ProxyState.OFFERED, ProxyState.ACCEPTED):
        _end(proxy, ProxyState.REVOKED)
        if by is not None and not policies.can_act_as(by, proxy.giver):
            journal.record("assemblies.proxy.revoked", proxy, by=by)
    return proxy


def end_proxy_of(giver: RollEntry) -> None:
    """The giver is there: they vote themselves. The caller holds the assembly and the entry."""
    for proxy in Proxy.objects.standing().filter(giver=giver).select_for_update(of=("self",)):
        _end(proxy, ProxyState.ATTENDED)


def assign_blank_proxies(assembly: Assembly) -> None:
    """Give out proxies without a name as the statutes say, oldest first; what nobody may take is unused.

    The caller holds the assembly alone.
    """
    blank = list(
        Proxy.objects.filter(assembly=assembly, state=ProxyState.OFFERED, holder=None)
        .select_for_update(of=("self",))
        .order_by("created_at", "pk")
    )
    room = {pk: left for pk, left in _room_of_takers(assembly).items() if left > 0}
    waiting = deque(room)
    for proxy in blank:
        # Whoever takes one goes to the end of the line: nobody has a second before all had a first.
        taker = next((pk for pk in waiting if pk != proxy.giver_id), None)
        if taker is None:
            _end(proxy, ProxyState.UNUSED)
            continue
        waiting.remove(taker)
        room[taker] -= 1
        if room[taker]:
            waiting.append(taker)
        proxy.holder_id = taker
        _set_accepted(proxy)
    # What was offered by name and not answered by now is of no use.
    offered = Proxy.objects.filter(assembly=assembly, state=ProxyState.OFFERED)
    offered.update(state=ProxyState.UNUSED, ended_at=database_now())


def _room_of_takers(assembly: Assembly) -> dict[int, int]:
    """Who may take a proxy without a name -> how many more, in the order of the roll."""
    cap = assembly.statutes.proxy_cap or 0
    if assembly.statutes.blank_proxies == BlankProxyRule.CHAIR:
        takers = RollEntry.objects.filter(pk=assembly.chair_id or 0)
    else:
        takers = present_entries(assembly)
    given = Proxy.objects.filter(assembly=assembly, state=ProxyState.ACCEPTED)
    takers = takers.exclude(pk__in=given.values("giver"))
    accepted = Count("proxies_held", filter=Q(proxies_held__state=ProxyState.ACCEPTED))
    rows = takers.annotate(held=accepted).order_by("number").values_list("pk", "held")
    return {pk: cap - held for pk, held in rows}


def _write_proxy(
    giver: RollEntry, holder: RollEntry | None, *, source: ProxySource, by: User | None
) -> Proxy:
    assembly = _taking_proxies(giver.assembly, is_desk=source == ProxySource.PAPER)
    if holder is None and assembly.statutes.blank_proxies == BlankProxyRule.REFUSED:
        raise BlankProxiesRefused
    if holder is not None and holder.assembly_id != assembly.pk:
        raise NotOnThisRoll
    if holder is not None and holder.pk == giver.pk:
        raise ProxyToOneself
    lock_entries(giver, *([holder] if holder else []))
    former = Proxy.objects.standing().filter(giver=giver).select_for_update(of=("self",)).first()
    if former is not None and former.holder_id == (holder.pk if holder else None):
        return former
    _ensure_may_give(assembly, giver)
    if holder is not None:
        _ensure_may_hold(holder)
    if former is not None:
        _end(former, ProxyState.REVOKED)
    proxy = Proxy(assembly=assembly, giver=giver, holder=holder, source=source, is_blank=holder is None)
    if source == ProxySource.PAPER:
        proxy.entered_by = by
    proxy.full_clean()
    proxy.save()
    return proxy


def _taking_proxies(assembly: Assembly, *, is_desk: bool = False) -> Assembly:
    """The assembly, shared, while proxies may still be given and accepted."""
    assembly = share_assembly(assembly)
    if not assembly.statutes.proxies_allowed:
        raise ProxiesRefused
    if assembly.state in (AssemblyState.DRAFT, AssemblyState.ROLLED):
        raise AssemblyMovedOn
    until = assembly.proxies_until
    # A paper signed in time may reach the desk after the time; nothing is given once the session is open.
    is_late = until is not None and not is_desk and database_now() > until
    if assembly.state != AssemblyState.CONVENED or is_late:
        raise ProxiesOver
    return assembly


def _ensure_may_give(assembly: Assembly, giver: RollEntry) -> None:
    if Proxy.objects.filter(holder=giver, state=ProxyState.ACCEPTED).exists():
        raise GiverHolds
    if is_present(giver):
        raise GiverPresent


def _ensure_may_hold(holder: RollEntry) -> None:
    if Proxy.objects.standing().filter(giver=holder).exists():
        raise ProxyChain


def _accept(proxy: Proxy, assembly: Assembly | None = None) -> None:
    """Both entries are locked: neither the cap nor a chain is passed by two who accept at once."""
    if proxy.state != ProxyState.OFFERED or proxy.holder is None:
        raise ProxySettled
    cap = (assembly or proxy.assembly).statutes.proxy_cap or 0
    if Proxy.objects.filter(holder=proxy.holder, state=ProxyState.ACCEPTED).count() >= cap:
        raise CapReached
    _ensure_may_hold(proxy.holder)
    _set_accepted(proxy)


def _set_accepted(proxy: Proxy) -> None:
    proxy.state, proxy.accepted_at = ProxyState.ACCEPTED, database_now()
    proxy.full_clean()
    proxy.save()


def _end(proxy: Proxy, state: ProxyState) -> None:
    proxy.state, proxy.ended_at = state, database_now()
    proxy.full_clean()
    proxy.save()


def _locked(proxy: Proxy) -> Proxy:
    rows = Proxy.objects.select_for_update(of=("self",))
    return rows.select_related("assembly__statutes", "giver__member", "holder__member").get(pk=proxy.pk)


def _parties(proxy: Proxy) -> list[RollEntry]:
    return [entry for entry in (proxy.giver, proxy.holder) if entry is not None]
