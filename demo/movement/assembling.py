"""Two invented assemblies.

One was just held, with a result of each kind; one is a press away from opening.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any
from uuid import uuid4

from django.utils import timezone

from demo import accounts
from demo.generator.draws import Draws
from demo.movement import assembling_words as words
from demo.movement import sealing
from milliard.accounts.models import User
from milliard.assemblies.enums import AttendanceMode, MarkKind, ProxyState, Secrecy, VotingMethod
from milliard.assemblies.models import (
    Assembly,
    AttendanceMark,
    ConfidentialBallot,
    OpenBallot,
    Proxy,
    Resolution,
    RollEntry,
    VotingRight,
)
from milliard.assemblies.papers import read_ballot
from milliard.assemblies.reports.quorums import quorum_of
from milliard.assemblies.services import assemblies, convening, resolutions, votes
from milliard.letters.enums import DeliveryState, LetterState
from milliard.letters.models import Letter
from milliard.places.models import Place
from milliard.statutes.enums import (
    BlankProxyRule,
    Comparison,
    MajorityBase,
    QuorumCount,
    ResolutionKind,
    VoterRule,
)
from milliard.statutes.models import Statutes
from milliard.statutes.services import adopt_statutes, write_statutes

HELD, TO_OPEN = "Assemblée d’essai, tenue", "Assemblée générale de la démonstration"
#: Who is there and who gave a proxy, at the one to open: its quorum, a quarter, is reached.
_PRESENT, _PROXIES = 2_400, 380
_BATCH = 2_000
#: Secret ballots beyond the quorum of the one to open.
_BEYOND_QUORUM = 40
#: Whose keys open the sums of its secret votes: two of the three.
_TRUSTEES = (accounts.ORGANISER, "claude.tresorerie@exemple.fr", "maxime.membre@exemple.fr")
Draw = Callable[[], dict[str, Any]]


def _write_statutes(by: User) -> Statutes:
    found = write_statutes(
        title="Statuts inventés",
        valid_from=dt.date(2024, 1, 1),
        rules={
            "voters": VoterRule.GRACE,
            "seniority_days": 0,
            "notice_days": 15,
            "quorum_numerator": 1,
            "quorum_denominator": 4,
            "quorum_counts": QuorumCount.REPRESENTED,
            "second_call_allowed": True,
            "second_notice_days": 7,
            "second_quorum_numerator": 0,
            "second_quorum_denominator": 1,
            "proxies_allowed": True,
            "proxy_cap": 2,
            "proxy_until_hours": 0,
            "blank_proxies": BlankProxyRule.SHARED,
            "remote_allowed": True,
            "electronic_voting": True,
        },
        majorities=[
            _majority(ResolutionKind.ORDINARY, 1, 2, Comparison.MORE_THAN),
            _majority(ResolutionKind.STATUTES, 2, 3, Comparison.AT_LEAST),
            _majority(ResolutionKind.DISSOLUTION, 3, 4, Comparison.AT_LEAST),
        ],
        by=by,
    )
    return adopt_statutes(statutes=found, by=None)


def _majority(
    kind: ResolutionKind, numerator: int, denominator: int, comparison: Comparison
) -> dict[str, Any]:
    return {
        "kind": kind,
        "base": MajorityBase.CAST,
        "comparison": comparison,
        "numerator": numerator,
        "denominator": denominator,
    }


def _convened(
    title: str, rules: Statutes, held_at: dt.datetime, today: dt.date, agenda: Sequence[str], by: User
) -> Assembly:
    """As if its notice had left a fortnight ago; the bureau is named."""
    far = timezone.now() + dt.timedelta(days=20)
    found = assemblies.write_assembly(
        title=title,
        statutes=rules,
        held_at=far,
        zone="Europe/Paris",
        reference_on=today - dt.timedelta(days=1),
        place=Place.objects.order_by("pk").first(),
        online_url="https://visio.exemple.fr/assemblee",
        by=by,
    )
    items = [{"title": title_of, "minutes": 20} for title_of in agenda]
    assemblies.set_agenda(assembly=found, items=items, by=by)
    found = convening.convene(assembly=assemblies.freeze_roll(assembly=found, by=by), by=by)
    _deliver(found.letter)
    Assembly.objects.filter(pk=found.pk).update(held_at=held_at)
    # Of a household that shares an address, whoever joined first: the one the account is named after.
    with_account = _entries(found).filter(member__account__isnull=False).order_by("-member")
    entries = {entry.member.email: entry for entry in with_account}
    chair, secretary = entries[by.email], entries["claude.tresorerie@exemple.fr"]
    assemblies.name_bureau(assembly=found, chair=chair, secretary=secretary, by=by)
    return Assembly.objects.select_related("statutes").get(pk=found.pk)


def _deliver(letter: Letter | None) -> None:
    """Settled as an invented mail server did: nothing is left to send."""
    if letter is not None:
        queued = letter.deliveries.filter(state=DeliveryState.QUEUED)
        settled = {"attempts": 1, "settled_at": timezone.now(), "reply": "250 2.0.0 Ok: message inventé"}
        queued.update(state=DeliveryState.ACCEPTED, **settled)
        Letter.objects.filter(pk=letter.pk).update(state=LetterState.SENT, sent_at=timezone.now())


def _entries(assembly: Assembly) -> Any:
    return RollEntry.objects.filter(assembly=assembly).select_related("member__account", "assembly__statutes")


def _come(assembly: Assembly, count: int, proxies: int) -> None:
    """So many are there, the bureau among them; some of them carry the proxy of somebody who is not."""
    bureau = [assembly.chair, assembly.secretary]
    others = _entries(assembly).exclude(pk__in=[one.pk for one in bureau if one is not None])
    others = list(others.filter(member__account=None).order_by("number")[: count + proxies])
    there, away = others[: count - 2], others[count - 2 :][:proxies]
    now = timezone.now()
    AttendanceMark.objects.bulk_create(
        (
            AttendanceMark(
                assembly=assembly,
                entry=entry,
                kind=MarkKind.ARRIVED,
                mode=AttendanceMode.REMOTE if place % 3 == 0 else AttendanceMode.HALL,
                marked_at=now,
                key=uuid4(),
            )
            for place, entry in enumerate([*(one for one in bureau if one is not None), *there])
        ),
        _BATCH,
    )
    Proxy.objects.bulk_create(
        (
            Proxy(assembly=assembly, giver=giver, holder=holder, state=ProxyState.ACCEPTED, accepted_at=now)
            for giver, holder in zip(away, there, strict=False)
        ),
        _BATCH,
    )


def _write(
    assembly: Assembly, by: User, *, choices: Sequence[Mapping[str, Any]] = (), **fields: Any
) -> Resolution:
    known = {"method": VotingMethod.MOTION, "secrecy": Secrecy.OPEN, "kind": ResolutionKind.ORDINARY}
    return resolutions.write_resolution(assembly=assembly, fields={**known, **fields}, choices=choices, by=by)


def hold_trial(draws: Draws, *, today: dt.date, by: User) -> Statutes:
    """Three hundred people, a vote by each method, minutes signed; the statutes both assemblies rest on."""
    rules = _write_statutes(by)
    held = _convened(HELD, rules, timezone.now() - dt.timedelta(hours=2), today, words.TRIAL_AGENDA, by)
    _come(held, 300, 40)
    held = assemblies.open_assembly(assembly=held, by=by)
    for resolution, draw in _votes_of_trial(draws, held, by):
        _vote(resolution, draw, by)
    assemblies.close_assembly(assembly=held, by=by)
    assemblies.sign_minutes(assembly=held, by=by)
    return rules


def _votes_of_trial(draws: Draws, held: Assembly, by: User) -> Iterator[tuple[Resolution, Draw]]:
    """Each resolution, and a function that draws a ballot of it."""
    drawn: Mapping[str, Draw] = {
        VotingMethod.MOTION: lambda: {"choice": draws.pick(words.MOTION_CHANCES)},
        VotingMethod.CHOOSE: lambda: {"chosen": draws.sample(range(1, 1 + len(words.PEOPLE)), 3)},
        VotingMethod.BUDGET: lambda: {"chosen": draws.sample(range(1, 1 + len(words.PROJECTS)), 3)},
        VotingMethod.JUDGMENT: lambda: {
            "grades": {
                str(number): min(5, max(0, draws.randrange(0, 7) - (number - 1) // 2))
                for number in range(1, 1 + len(words.PRIORITIES))
            }
        },
    }
    for fields, choices in words.TRIED:
        yield _write(held, by, choices=choices, **fields), drawn[fields["method"]]


def _vote(resolution: Resolution, draw: Draw, by: User) -> None:
    """Nine mandates of ten vote."""
    resolution = votes.open_vote(resolution=resolution, by=by)
    rights = list(VotingRight.objects.filter(resolution=resolution).order_by("pk"))
    voting = [right for place, right in enumerate(rights) if place % 10]
    numbers = list(resolution.choices.values_list("number", flat=True))
    contents = [read_ballot(resolution, numbers, draw()) for _ in voting]
    VotingRight.objects.filter(pk__in=[right.pk for right in voting]).update(has_voted=True)
    if resolution.secrecy == Secrecy.OPEN:
        pairs = zip(voting, contents, strict=True)
        OpenBallot.objects.bulk_create((OpenBallot(right=r, content=c) for r, c in pairs), _BATCH)
    else:
        box = (ConfidentialBallot(resolution=resolution, content=content) for content in contents)
        ConfidentialBallot.objects.bulk_create(box, _BATCH)
    votes.close_vote(resolution=resolution, by=by)


def prepare_assembly(draws: Draws, rules: Statutes, *, today: dt.date, by: User) -> None:
    """Everything is ready: whoever presides presses «ouvrir». One votes in secret since the convocation."""
    held_at = timezone.now() + dt.timedelta(hours=1)
    ready = _convened(TO_OPEN, rules, held_at, today, words.AGENDA, by)
    trustees = User.objects.filter(email__in=_TRUSTEES).order_by("pk")
    codes = sealing.prepare_secret_votes(ready, list(trustees), by=by)
    _come(ready, _PRESENT, _PROXIES)
    for fields, choices in words.TO_DECIDE:
        found = _write(ready, by, choices=choices, **fields)
        amendments = words.AMENDMENTS if fields["kind"] == ResolutionKind.STATUTES else ()
        for title, passage, text, distance in amendments:
            told = {"passage": passage, "distance": distance, "amends": found, "kind": fields["kind"]}
            _write(ready, by, title=title, text=text, **told)
        if fields["secrecy"] == Secrecy.SECRET:
            _vote_in_secret(draws, found, codes, by)


def _vote_in_secret(draws: Draws, resolution: Resolution, codes: Sequence[str], by: User) -> None:
    """Open to the whole roll before people meet; as many have voted as its quorum asks, and a few more."""
    resolution = votes.open_vote(resolution=resolution, by=by)
    if resolution.election is None:
        raise RuntimeError("a secret vote was opened without its election")
    count = quorum_of(resolution.assembly).needed + _BEYOND_QUORUM
    chances = {
        place: words.MOTION_CHANCES[answer] for place, answer in enumerate(("for", "against", "abstain"))
    }
    sealing.cast_invented(resolution.election, [(code, draws.pick(chances)) for code in codes[:count]])
