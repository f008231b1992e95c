"""Counts of choices, grades, rankings and budgets in words; figures are those of `engines.minutes`."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from french import format_euros, format_exact, format_number, plural
from milliard.assemblies.papers import GRADES, grade_words
from milliard.assemblies.reports.told import (
    Figures,
    Labels,
    ProfileBand,
    ProposalProfile,
    ResultTable,
    ToldCount,
    heading,
    names_of,
    ranked,
    with_blank,
)

#: The single transferable vote carries votes on in hundred thousandths.
_UNIT = 100_000


def told_choose(figures: Figures, labels: Labels) -> ToldCount:
    """Who has the most ticks, and whom a rule passed over."""
    won, approvals = figures["winners"], figures["approvals"]
    chosen = names_of(won, labels)
    many = len(won) > 1
    sentences = [f"{chosen} {'l’emportent' if many else 'l’emporte'}." if won else "Personne n’est choisi."]
    if figures["seats"] > 1:
        sentences.append(f"{plural(figures['seats'], 'place')} à pourvoir, par ordre de voix.")
    if figures.get("vacant"):
        sentences.append(f"{plural(figures['vacant'], 'place reste', 'places restent')} sans personne.")
    reasons = {}
    for step in figures.get("steps", ()):
        if step.get("verdict") == "passed-over":
            reasons[step["choice"]] = f"passé·e\u00a0: {_bounds(step.get('because', ()))}"
    for tie in figures.get("ties", ()):
        drawn = tie["drawn"] if isinstance(tie["drawn"], list) else [tie["drawn"]]
        sentences.append(
            f"{names_of(tie['between'], labels)} ont autant de voix\u00a0: l’empreinte du texte, fixée à"
            f" l’ouverture,"
            f" sert de tirage au sort et désigne {names_of(drawn, labels)}."
        )
    rows = [
        [labels[int(key)], format_number(votes), "retenu·e" if int(key) in won else reasons.get(int(key), "")]
        for key, votes in sorted(approvals.items(), key=lambda pair: (-pair[1], int(pair[0])))
    ]
    return ToldCount(sentences, [with_blank(figures, ResultTable("Les voix", "Choix, Voix#, Issue", rows))])


def _bounds(because: Sequence[Sequence[Any]]) -> str:
    traits = {"gender": "la parité", "region": "la part des régions"}
    found = sorted({traits.get(bound[0], "une règle") for bound in because})
    return " et ".join(found) or "plusieurs règles ensemble"


def told_judgment(figures: Figures, labels: Labels) -> ToldCount:
    """The order by majority grades, every count, and the profile of each proposal."""
    ranking, medians = figures["ranking"], figures["medians"]
    if not ranking:
        return ToldCount(["Aucun bulletin ne donne de mention."])
    best = ranking[0]
    first = str(best[0])
    grades, median = figures["grades"][first], medians[first]
    at_least, total = sum(grades[median:]), sum(grades)
    if len(best) == 1:
        sentences = [
            f"{labels[best[0]]} l’emporte avec la mention «\u00a0{grade_words(median)}\u00a0»\u00a0:"
            f" {format_number(at_least)} bulletins sur {format_number(total)}, plus de la moitié, lui donnent"
            " cette mention ou mieux."
        ]
    else:
        sentences = [f"{names_of(best, labels)} sont à égalité, mention pour mention."]
    if sum(value == median for value in medians.values()) > len(best):
        sentences.append(
            "À mention égale, on retire à chacune un bulletin de cette mention, puis un autre, jusqu’à ce que"
            " leurs mentions diffèrent."
        )
    columns = ", ".join(["Proposition, Rang, Mention", *(f"{grade}#" for grade in GRADES)])
    rows, profiles = [], []
    for rank, number in ranked(ranking):
        counts = list(reversed(figures["grades"][str(number)]))
        words = grade_words(medians[str(number)])
        rows.append([labels[number], rank, words, *map(format_number, counts)])
        profiles.append(_profile(labels[number], words, counts))
    table = with_blank(figures, ResultTable("Mentions de chaque proposition", columns, rows))
    return ToldCount(sentences, [table], profiles)


def _profile(label: str, median: str, counts: Sequence[int]) -> ProposalProfile:
    """``counts`` from the best grade; edges are rounded, never widths, so that bands touch."""
    total, bands, before = sum(counts) or 1, [], 0
    for place, count in enumerate(counts):
        left, right = round(1000 * before / total), round(1000 * (before + count) / total)
        before += count
        if count:
            bands.append(ProfileBand(len(counts) - 1 - place, left, right - left))
    words = ", ".join(f"{grade}\u00a0: {count}" for grade, count in zip(GRADES, counts, strict=True) if count)
    return ProposalProfile(label, median, bands, words)


def told_schulze(figures: Figures, labels: Labels) -> ToldCount:
    """The order, and each duel."""
    ranking, pairwise = figures["ranking"], figures["pairwise"]
    best = ranking[0] if ranking else []
    sentences = []
    if len(best) == 1:
        winner = best[0]
        duels = [(pairwise[str(winner)][key], pairwise[key][str(winner)]) for key in pairwise[str(winner)]]
        if all(ours >= theirs for ours, theirs in duels):
            wins = all(ours > theirs for ours, theirs in duels)
            how = "gagne chacun de ses duels" if wins else "ne perd aucun duel"
            sentences.append(f"{labels[winner]} {how}, et l’emporte.")
        else:
            sentences.append(
                f"{labels[winner]} l’emporte\u00a0: les duels tournent en rond, et ses victoires sont les"
                " plus nettes (méthode de Schulze)."
            )
    elif best:
        sentences.append(f"{names_of(best, labels)} sont à égalité.")
    won = figures.get("winners", best)
    if len(best) > 1 and len(won) == 1:
        sentences.append(
            f"L’empreinte du texte, fixée à l’ouverture, sert de tirage au sort et désigne {labels[won[0]]}."
        )
    order = [[rank, labels[number]] for rank, number in ranked(ranking)]
    numbers = sorted(map(int, pairwise))
    rows = [
        [
            labels[one],
            *("" if one == other else format_number(pairwise[str(one)][str(other)]) for other in numbers),
        ]
        for one in numbers
    ]
    heads = ", ".join(["Préféré", *(f"à {heading(labels[number])}#" for number in numbers)])
    return ToldCount(
        sentences,
        [
            with_blank(figures, ResultTable("Le classement", "Rang, Choix", order)),
            ResultTable("Les duels\u00a0: combien de bulletins préfèrent l’un à l’autre", heads, rows),
        ],
    )


def told_stv(figures: Figures, labels: Labels) -> ToldCount:
    """Who is elected, stage after stage."""
    won, rounds = figures["winners"], figures["rounds"]
    sentences = [
        f"{names_of(won, labels)} {'sont élu·es' if len(won) > 1 else 'est élu·e'}."
        if won
        else "Personne n’est élu·e.",
        f"{plural(figures['seats'], 'place')}\u00a0; quota\u00a0:"
        f" {plural(figures['quota'], 'voix', 'voix')}.",
    ]
    numbers = sorted(labels)
    heads = ", ".join(["Tour", "Ce qui se passe", *(f"{heading(labels[number])}#" for number in numbers)])
    rows = [
        [
            f"Tour {one['number']}",
            _stage(one, labels),
            *(_votes(one["votes"].get(str(number), 0)) for number in numbers),
        ]
        for one in rounds
    ]
    return ToldCount(sentences, [with_blank(figures, ResultTable("Tour après tour", heads, rows))])


def _stage(stage: Figures, labels: Labels) -> str:
    chosen = labels.get(stage["choice"] or 0, "")
    words = {
        "first-preferences": "premiers choix",
        "surplus": f"le surplus de {chosen} passe aux suivants",
        "exclusion": f"{chosen} est éliminé·e",
    }
    sentence = words.get(stage["action"], "")
    if elected := stage.get("elected"):
        sentence += f"\u00a0; élu·e\u00a0: {names_of(elected, labels)}"
    return sentence


def told_budget(figures: Figures, labels: Labels) -> ToldCount:
    """What is funded, what is not, and why."""
    won, projects = figures["winners"], figures["projects"]
    why = {
        "equal-shares": "payé par celles et ceux qui le soutiennent",
        "completion": "payé avec ce qui restait",
        "greedy": "par ordre de voix",
        "funded": "par ordre de voix",
        "no-votes": "personne ne l’a coché",
        "no-approval": "personne ne l’a coché",
        "supporters-short": "ses soutiens n’avaient plus assez ensemble",
        "does-not-fit": "coûte plus que ce qui restait",
        "after-the-stop": "venait après la fin du partage",
    }
    sentences = [
        f"{plural(len(won), 'projet financé', 'projets financés')}, pour"
        f" {format_euros(figures['spent_cents'])} sur"
        f" {format_euros(figures['budget_cents'])}."
    ]
    if times := figures.get("step_times"):
        sentences.append(
            f"Le pas du partage est {format_number(times)} fois celui des règles, avec lequel le calcul"
            " n’aurait pas de fin."
        )
    order = sorted(
        projects, key=lambda key: (not projects[key]["funded"], -projects[key]["supporters"], int(key))
    )
    rows = [
        [
            labels[int(key)],
            format_euros(projects[key]["cost_cents"]),
            format_number(projects[key]["supporters"]),
            "financé" if projects[key]["funded"] else "non financé",
            why.get(projects[key]["why"], ""),
        ]
        for key in order
    ]
    table = ResultTable("Les projets", "Projet, Coût#, Soutiens#, Issue, Pourquoi", rows)
    return ToldCount(sentences, [with_blank(figures, table)])


def _votes(units: int) -> str:
    """Exact, in votes: «6», «2,99997»."""
    return format_exact(Decimal(units) / _UNIT)
