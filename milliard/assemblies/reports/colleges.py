"""A motion voted apart by colleges: what each brought, and what their votes make together, in words."""

from collections.abc import Sequence
from fractions import Fraction

from french import format_number, format_percent, plural
from milliard.assemblies.models import Resolution
from milliard.assemblies.reports.told import Figures, ResultTable, ToldCount
from milliard.statutes.reports import compared_share

METHOD = "colleges"
_HIDDEN = "non publié"


def parts_of(resolution: Resolution) -> list[Resolution]:
    """The votes of the colleges, in their order, with their results; one query."""
    return list(resolution.parts.select_related("college", "result").order_by("position"))


def told_colleges(figures: Figures, parts: Sequence[Resolution]) -> ToldCount:
    """What decides, college by college: the table is the statutes' arithmetic with this vote's numbers."""
    if figures["rule"] == "each":
        return _each(figures, parts)
    return _combined(figures)


def _each(figures: Figures, parts: Sequence[Resolution]) -> ToldCount:
    against = figures["against"]
    sentences = ["Chaque collège vote à part, et chacun doit adopter le texte."]
    if against:
        who = "Ce collège n’adopte" if len(against) == 1 else "Ces collèges n’adoptent"
        sentences.append(f"{who} pas\u00a0: {', '.join(against)}.")
    else:
        sentences.append("Tous l’adoptent.")
    rows = [
        [
            part.college.name,
            *_for_and_against(part),
            "n’adopte pas" if part.college.name in against else "adopte",
        ]
        for part in parts
        if part.college is not None
    ]
    return ToldCount(sentences, [ResultTable("Collège par collège", "Collège, Pour#, Contre#, Issue", rows)])


def _for_and_against(part: Resolution) -> list[str]:
    result = getattr(part, "result", None)
    counts = result.figures.get("counts") if result is not None else None
    if counts is None:
        return [_HIDDEN, _HIDDEN]
    return [format_number(counts["for"]), format_number(counts["against"])]


def _combined(figures: Figures) -> ToldCount:
    share, in_favour = Fraction(figures["share"]), Fraction(figures["in_favour"])
    sentences = [
        "Chaque collège vote à part. Sa part du tout, multipliée par sa part de voix pour, est ce qu’il"
        " apporte.",
        f"Ensemble, les collèges apportent {_exact(in_favour)}. Il fallait"
        f" {compared_share(figures['comparison'], share)} du tout.",
    ]
    rows = [
        [
            part["name"],
            part["share"],
            f"{format_number(part['for'])} sur {format_number(part['base'])}",
            _exact(Fraction(part["brings"])),
        ]
        for part in figures["parts"]
    ]
    rows.append(["Ensemble", "", "", _exact(in_favour)])
    table = ResultTable(
        "Ce que chaque collège apporte", "Collège, Sa part, Voix pour#, Apporte = part × voix pour#", rows
    )
    return ToldCount(sentences, [table])


def _exact(part: Fraction) -> str:
    """The fraction as it is, and near what: «7/15 (46,7 %)»."""
    if part.denominator == 1:
        return "la totalité" if part else "0"
    return f"{part.numerator}/{part.denominator} ({format_percent(part, 1)})"


def turnout_of_parts(figures_of_parts: Sequence[Figures]) -> str:
    """«12 bulletins pour 15 mandats, tous collèges ensemble.»"""
    voted, mandates = (sum(one[name] for one in figures_of_parts) for name in ("voted", "mandates"))
    return f"{plural(voted, 'bulletin')} pour {plural(mandates, 'mandat')}, tous collèges ensemble."
