"""The result of a vote in words: what was counted, against what, what follows; tables hold every number."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from french import format_number, plural
from milliard.assemblies.enums import Secrecy, VoteOutcome, VotingMethod
from milliard.assemblies.models import Resolution, VoteResult
from milliard.assemblies.papers import MOTION_WORDS
from milliard.assemblies.reports import colleges, tallies
from milliard.assemblies.reports.told import Figures, Labels, ProposalProfile, ResultTable, ToldCount
from milliard.statutes.enums import Comparison, MajorityBase, QuorumCount, TieRule
from milliard.statutes.reports import base_words, compared_share, share_words

_OUTCOMES = {
    VoteOutcome.ADOPTED: ("Adoptée", "Adopté"),
    VoteOutcome.REJECTED: ("Rejetée", "Rejeté"),
    VoteOutcome.DECIDED: ("Résultat", "Résultat"),
    VoteOutcome.TIED: ("Égalité", "Égalité"),
    VoteOutcome.NO_QUORUM: ("Sans effet\u00a0: quorum non atteint", "Sans effet\u00a0: quorum non atteint"),
    VoteOutcome.HIDDEN: ("Non publié", "Non publié"),
}
_WITHOUT_QUORUM = "Les voix sont comptées ci-dessous, mais rien n’est décidé."


@dataclass(frozen=True, slots=True)
class ToldResult:
    """Everything a page says of a result."""

    outcome: VoteOutcome
    title: str
    sentences: Sequence[str]
    tables: Sequence[ResultTable]
    profiles: Sequence[ProposalProfile] = ()


def outcome_title(resolution: Resolution, outcome: str) -> str:
    """«Adoptée» of a resolution, «Adopté» of an amendment."""
    return _OUTCOMES[VoteOutcome(outcome)][resolution.is_amendment]


def told_result(resolution: Resolution, result: VoteResult) -> ToldResult:
    """The result of a closed vote, with its arithmetic."""
    figures, outcome = result.figures, VoteOutcome(result.outcome)
    title = outcome_title(resolution, outcome)
    if figures["method"] == colleges.METHOD:
        return _of_colleges(resolution, figures, outcome, title)
    if why := figures.get("abandoned"):
        return ToldResult(outcome, title, [f"Scrutin abandonné, rien n’est décidé\u00a0: {why}"], ())
    frame = [_turnout(figures)]
    if quorum := figures.get("quorum"):
        is_secret = resolution.secrecy == Secrecy.SECRET
        frame.append(quorum_sentence(quorum, by_ballots=is_secret))
    if outcome == VoteOutcome.NO_QUORUM:
        frame.append(_WITHOUT_QUORUM)
    if outcome == VoteOutcome.HIDDEN:
        frame.insert(
            0, "Moins de dix bulletins\u00a0: leur compte dirait trop de qui a voté quoi. Rien n’est décidé."
        )
        return ToldResult(outcome, title, frame, ())
    if figures["method"] == VotingMethod.MOTION:
        told = _motion(figures, outcome)
        return ToldResult(outcome, title, [*told.sentences, *frame], told.tables)
    labels = dict(resolution.choices.order_by("number").values_list("number", "label"))
    told = _METHODS[VotingMethod(figures["method"])](figures, labels)
    return ToldResult(outcome, title, [*told.sentences, *frame], told.tables, told.profiles)


def _of_colleges(resolution: Resolution, figures: Figures, outcome: VoteOutcome, title: str) -> ToldResult:
    """What the colleges' votes, each told on its own page, make together."""
    parts = colleges.parts_of(resolution)
    told = colleges.told_colleges(figures, parts)
    frame = [colleges.turnout_of_parts([part.result.figures for part in parts])]
    if outcome == VoteOutcome.NO_QUORUM:
        frame.append(_WITHOUT_QUORUM)
    return ToldResult(outcome, title, [*told.sentences, *frame], told.tables)


def quorum_sentence(quorum: Figures, *, by_ballots: bool = False) -> str:
    """«À la clôture : 12 personnes présentes, 3 représentées…», and whether that is enough.

    ``by_ballots``: of a secret vote, where nobody knows who came but how many voted.
    """
    here = (
        f"{plural(quorum['present'], 'membre a voté', 'membres ont voté')}"
        f" sur {format_number(quorum['members'])}."
        if by_ballots
        else f"À la clôture du vote\u00a0: {plural(quorum['present'], 'membre présent', 'membres présents')}"
        f" et {plural(quorum['represented'], 'représenté')}, sur {format_number(quorum['members'])}."
    )
    if not quorum["needed"]:
        return f"{here} Cette assemblée décide quel que soit le nombre."
    counts = (
        "présents ou représentés" if quorum["counts"] == QuorumCount.REPRESENTED else "présents en personne"
    )
    who = "membres" if by_ballots else f"membres, {counts}"
    reached = "atteint" if quorum["reached"] else "pas atteint"
    return (
        f"{here} Le quorum, {share_words(Fraction(quorum['quorum']))} des {who},"
        f" soit {format_number(quorum['needed'])}, {'est' if quorum['reached'] else 'n’est'} {reached}."
    )


def _turnout(figures: Figures) -> str:
    voted, mandates = figures["voted"], figures["mandates"]
    sentence = f"{plural(voted, 'bulletin')} pour {plural(mandates, 'mandat')}."
    if missing := figures.get("not_voted", 0):
        sentence = f"{sentence[:-1]}\u00a0: {plural(missing, 'mandat n’a', 'mandats n’ont')} pas voté."
    return sentence


def _motion(figures: Figures, outcome: VoteOutcome) -> ToldCount:
    counts, base, share = figures["counts"], figures["base_count"], Fraction(figures["share"])
    asked = f"Il fallait {compared_share(figures['comparison'], share)} {base_words(figures['base'])}"
    if base:
        sentences = [
            f"{asked}\u00a0: {plural(figures['needed'], 'voix', 'voix')} pour, au moins, sur"
            f" {format_number(base)}. Il y en a {format_number(counts['for'])}."
        ]
    else:
        sentences = [f"{asked}, et il n’y en a aucune\u00a0: le texte est rejeté."]
    if base and figures["comparison"] == Comparison.MORE_THAN and counts["for"] == share * base:
        sentences.append(_level(figures, outcome))
    rows = [[word, format_number(counts[name])] for name, word in MOTION_WORDS.items()]
    rows.append(["N’ont pas voté", format_number(figures["not_voted"])])
    return ToldCount(sentences, [ResultTable("Les voix", "Vote, Voix#", rows)])


def _level(figures: Figures, outcome: VoteOutcome) -> str:
    """What becomes of a count that stands right on the threshold."""
    is_half = figures["share"] == "1/2" and figures["base"] == MajorityBase.CAST
    found = (
        "Il y a autant de voix pour que contre" if is_half else "Le compte tombe exactement sur cette limite"
    )
    if figures["tie"] != TieRule.CHAIR:
        return f"{found}\u00a0: les statuts disent que le texte est alors rejeté."
    chair = f"{found}\u00a0: la voix de la présidence de séance départage"
    if outcome == VoteOutcome.TIED:
        return f"{chair}, et elle n’a voté ni pour ni contre."
    return f"{chair}. Elle a voté {MOTION_WORDS.get(figures['chair'] or '', '').lower()}."


_METHODS: Mapping[VotingMethod, Callable[[Figures, Labels], ToldCount]] = {
    VotingMethod.CHOOSE: tallies.told_choose,
    VotingMethod.JUDGMENT: tallies.told_judgment,
    VotingMethod.SCHULZE: tallies.told_schulze,
    VotingMethod.STV: tallies.told_stv,
    VotingMethod.BUDGET: tallies.told_budget,
}
