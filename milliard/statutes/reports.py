"""What the statutes answer, and the same in plain sentences."""

from fractions import Fraction

from french import plural
from milliard.statutes.enums import CollegeRule, Comparison, MajorityBase, ResolutionKind, TieRule
from milliard.statutes.models import MajorityRule, Statutes

_FIELDS = {field.name: field for field in Statutes._meta.fields}
_ALWAYS = (
    "voters",
    "seniority_days",
    "notice_days",
    "quorum_numerator",
    "quorum_denominator",
    "quorum_counts",
    "second_call_allowed",
    "proxies_allowed",
)
_SECOND_CALL = ("second_notice_days", "second_quorum_numerator", "second_quorum_denominator")
_PROXIES = ("proxy_cap", "proxy_until_hours", "blank_proxies")
_PARTS = {3: "tiers", 4: "quart", 5: "cinquième", 6: "sixième", 8: "huitième", 10: "dixième"}
_PARTS |= {20: "vingtième", 100: "centième"}
_COUNTS = {1: "un", 2: "deux", 3: "trois", 4: "quatre", 5: "cinq", 7: "sept", 9: "neuf"}
#: Of what a majority is a share, and what then counts neither for nor against.
_BASES = {
    MajorityBase.CAST: (
        "des voix pour et contre",
        "Les abstentions et les bulletins blancs ne comptent pas.",
    ),
    MajorityBase.EXPRESSED: (
        "des voix pour, contre et des bulletins blancs",
        "Les abstentions ne comptent pas.",
    ),
    MajorityBase.PRESENT: (
        "des voix des personnes présentes ou représentées à l’ouverture du vote",
        "Qui s’abstient ou ne vote pas compte dans ce total.",
    ),
    MajorityBase.ALL: (
        "des voix de tous les membres de la liste",
        "Qui s’abstient, ne vote pas ou n’est pas là compte dans ce total.",
    ),
}


def unanswered(statutes: Statutes) -> list[str]:
    """The rules that nobody answered, in French; an assembly cannot rest on statutes that have one."""
    wanted = [
        *_ALWAYS,
        *(_SECOND_CALL if statutes.second_call_allowed else ()),
        *(_PROXIES if statutes.proxies_allowed else ()),
    ]
    missing = [str(_FIELDS[name].verbose_name) for name in wanted if getattr(statutes, name) in (None, "")]
    colleges = list(statutes.colleges.all())
    if colleges and not statutes.college_rule:
        missing.append("comment les collèges décident ensemble")
    if statutes.college_rule == CollegeRule.COMBINED and sum(one.share for one in colleges) != 1:
        missing.append("des parts de collèges qui font la totalité")
    known = set(statutes.majorities.values_list("kind", flat=True))
    return missing + [f"majorité pour\u00a0: {kind.label}" for kind in ResolutionKind if kind not in known]


def share_words(share: Fraction) -> str:
    """«la moitié», «les deux tiers», «le quart»; what has no name is written «les 7/15».

    >>> share_words(Fraction(2, 3)), share_words(Fraction(1, 2)), share_words(Fraction(1, 4))
    ('les deux tiers', 'la moitié', 'le quart')
    """
    many, part = share.numerator, _PARTS.get(share.denominator)
    if share == 1:
        return "la totalité"
    if share == Fraction(1, 2):
        return "la moitié"
    if part is None or many not in _COUNTS:
        return f"les {many}/{share.denominator}"
    if many == 1:
        return f"le {part}"
    return f"les {_COUNTS[many]} {part}{'' if part.endswith('s') else 's'}"


def compared_share(comparison: str, share: Fraction) -> str:
    """«plus de la moitié», «plus des deux tiers», «au moins le quart».

    >>> compared_share("more_than", Fraction(2, 3)), compared_share("at_least", Fraction(2, 3))
    ('plus des deux tiers', 'au moins les deux tiers')
    """
    words = share_words(share)
    if comparison == Comparison.AT_LEAST:
        return f"au moins {words}"
    article, _, rest = words.partition(" ")
    return f"plus {({'le': 'du', 'les': 'des', 'la': 'de la'})[article]} {rest}"


def base_words(base: str) -> str:
    """«des voix pour et contre»."""
    return _BASES[MajorityBase(base)][0]


def majority_sentences(rule: MajorityRule) -> list[str]:
    """When a text is adopted, what does not count, and what becomes of a tie."""
    needed = compared_share(rule.comparison, rule.threshold)
    base, left_out = _BASES[MajorityBase(rule.base)]
    sentences = [f"Le texte est adopté s’il réunit {needed} {base}.", left_out]
    if rule.comparison == Comparison.MORE_THAN:
        sentences.append(f"À égalité, {TieRule(rule.tie).label}.")
    return sentences


def majority_rules(statutes: Statutes) -> list[tuple[str, list[str]]]:
    """(what, sentences): once when all kinds of decision have the same majority, or one by one."""
    rules = {rule.kind: rule for rule in statutes.majorities.all()}
    told = {kind: majority_sentences(rules[kind]) for kind in ResolutionKind if kind in rules}
    if len({tuple(sentences) for sentences in told.values()}) == 1:
        return [("Majorité, pour toute décision", next(iter(told.values())))]
    return [(f"Majorité, {kind.label}", sentences) for kind, sentences in told.items()]


def voters_sentence(statutes: Statutes) -> str:
    """Who is on a roll."""
    sentence = (
        f"Les membres {statutes.get_voters_display().replace('ce jour-là', 'à la date de référence', 1)}"
    )
    if statutes.seniority_days:
        sentence += f", et membres depuis au moins {plural(statutes.seniority_days, 'jour')}"
    return f"{sentence}. Une personne, une voix."
