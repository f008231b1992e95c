"""What the statutes say of one assembly, and how one vote decides, in plain sentences."""

from french import format_date, format_number, format_time, plural
from milliard.assemblies.enums import VotingMethod
from milliard.assemblies.models import Assembly, Resolution
from milliard.assemblies.reports.quorums import QuorumCheck, quorum_share
from milliard.statutes.enums import BlankProxyRule, QuorumCount
from milliard.statutes.models import MajorityRule
from milliard.statutes.reports import majority_rules, majority_sentences, share_words, voters_sentence

_METHODS = {
    VotingMethod.CHOOSE: "Chaque bulletin coche des choix\u00a0; les plus cochés l’emportent.",
    VotingMethod.JUDGMENT: "Chaque bulletin donne une mention à chaque proposition. La mention d’une"
    " proposition est la"
    " plus haute que plus de la moitié des bulletins lui donnent au moins\u00a0; la meilleure mention"
    " l’emporte.",
    VotingMethod.SCHULZE: "Chaque bulletin classe les choix. On les compare deux à deux\u00a0: qui bat tous"
    " les autres"
    " l’emporte\u00a0; si les duels tournent en rond, la méthode de Schulze suit les victoires les plus"
    " nettes.",
    VotingMethod.STV: "Chaque bulletin classe les choix. Qui atteint le quota est élu·e\u00a0; ce qu’un"
    " bulletin a de trop,"
    " ou celui d’un choix éliminé, passe au choix suivant du bulletin.",
    VotingMethod.BUDGET: "Chaque voix reçoit une part égale de la somme, et la dépense pour les projets"
    " qu’elle a cochés."
    " Un projet est financé quand celles et ceux qui le soutiennent peuvent ensemble le payer.",
}


def rule_of_vote(resolution: Resolution, rule: MajorityRule | None) -> list[str]:
    """How the vote decides, in sentences."""
    if resolution.method == VotingMethod.MOTION:
        return majority_sentences(rule) if rule is not None else []
    sentences = [_METHODS[VotingMethod(resolution.method)]]
    if resolution.seats > 1:
        sentences.append(f"Il y a {plural(resolution.seats, 'place')} à pourvoir.")
    if resolution.max_chosen:
        sentences.append(f"On coche au plus {plural(resolution.max_chosen, 'choix', 'choix')}.")
    if resolution.rules.get("parity"):
        sentences.append("Parmi les élu·es, autant de femmes que d’hommes, à une personne près.")
    for region, (low, high) in sorted(resolution.rules.get("regions", {}).items()):
        sentences.append(f"{region}\u00a0: de {low} à {plural(high, 'place')}.")
    return sentences


def statutes_rules(assembly: Assembly, quorum: QuorumCheck) -> list[tuple[str, list[str]]]:
    """(what, sentences) of what the statutes say of an assembly; ``quorum`` gives the counts."""
    statutes = assembly.statutes
    rules = [
        ("Qui vote", [voters_sentence(statutes)]),
        ("Quorum", _quorum(assembly, quorum)),
        ("Pouvoirs", _proxies(assembly)),
    ]
    rules += majority_rules(statutes)
    how = ["On peut assister à distance." if statutes.remote_allowed else "On assiste dans la salle."]
    how.append("On peut voter en ligne." if statutes.electronic_voting else "On vote dans la salle.")
    return [*rules, ("À distance", how)]


def around_passage(amendment: Resolution) -> tuple[str, str] | None:
    """What stands in its paragraph before and after the passage an amendment replaces; None: nowhere."""
    parent, passage = amendment.amends, amendment.passage
    if parent is None or not passage or parent.text.count(passage) != 1:
        return None
    before, _, after = parent.text.partition(passage)
    return before.rpartition("\n\n")[2], after.partition("\n\n")[0]


def _quorum(assembly: Assembly, quorum: QuorumCheck) -> list[str]:
    if not quorum.needed:
        return ["Cette assemblée décide quel que soit le nombre de personnes."]
    counted = (
        "présents ou représentés" if quorum.counts == QuorumCount.REPRESENTED else "présents en personne"
    )
    sentences = [
        f"Pour décider, il faut {share_words(quorum_share(assembly))} des membres de la liste,"
        f" {counted}\u00a0:"
        f" {format_number(quorum.needed)} sur {format_number(quorum.members)}."
    ]
    if assembly.is_second_call:
        sentences.append(
            "C’est la seconde convocation\u00a0: son quorum est celui que les statuts lui donnent."
        )
    return sentences


def _proxies(assembly: Assembly) -> list[str]:
    statutes = assembly.statutes
    if not statutes.proxies_allowed:
        return ["Les statuts ne permettent pas de voter par pouvoir."]
    sentences = [
        "Qui ne peut pas venir donne pouvoir à un autre membre de la liste\u00a0:"
        f" {plural(statutes.proxy_cap or 0, 'pouvoir')} au plus par personne."
    ]
    until = assembly.proxies_until
    if until is not None:
        wall = until.astimezone(assembly.clock)
        sentences.append(
            f"Les pouvoirs sont reçus jusqu’au {format_date(wall.date())} à {format_time(wall)}."
        )
    else:
        sentences.append("Les pouvoirs sont reçus jusqu’à l’ouverture de la séance.")
    if statutes.blank_proxies != BlankProxyRule.REFUSED:
        sentences.append(f"Les pouvoirs sans nom vont {statutes.get_blank_proxies_display()}.")
    sentences.append("Venir, même à distance, met fin au pouvoir qu’on a donné.")
    return sentences
