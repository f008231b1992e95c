"""A Pabulib file on a console: who gets money, and why the others do not.

    python -m engines.allocation equal-shares FILE.pb > decision.json
    python -m engines.allocation equal-shares FILE.pb --rule greedy
    python -m engines.allocation check FILE.pb

The line `rule` of the file chooses the rule, its stop and its completion; options override it. It ends with 2
when a file or a rule is refused, each fault with its line.
"""

import argparse
import dataclasses
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from engines.allocation import (
    MICRO,
    AllocationError,
    BudgetFault,
    BudgetRefusedError,
    BudgetTie,
    Completion,
    EqualSharesRule,
    GreedyRule,
    PabulibFile,
    StepSize,
    StopRule,
    Utility,
    compare_outcomes,
    decision_json,
    fund_by_votes,
    read_pabulib,
    share_equally,
)
from french import typeset

REFUSED = 2
EQUAL_SHARES, GREEDY, GREEDY_STOP = "equal-shares", "greedy", "greedy-stop"
#: What the line `rule` of a file means.
_RULES: dict[str, tuple[StopRule, Completion]] = {
    "equalshares": (StopRule.NONE, Completion.NONE),
    "equalshares/add1": (StopRule.ADD_ONE, Completion.NONE),
    "equalshares/add1-comparison": (StopRule.ADD_ONE, Completion.COMPARISON),
}
_STEPS = {f"{StepSize.PERCENT}": StepSize.PERCENT, f"{StepSize.CENT}": StepSize.CENT}


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    try:
        content = read_pabulib(_bytes(options.file), file=options.file)
        found = _facts(content) if options.command == "check" else _decision(content, options)
    except BudgetRefusedError as error:
        for item in error.faults:
            _tell(str(item if item.file else dataclasses.replace(item, file=options.file)))
        return REFUSED
    except AllocationError as error:
        _tell(f"{options.file}:0: {error}")
        return REFUSED
    sys.stdout.write(json.dumps(found, ensure_ascii=False, indent=1) + "\n")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m engines.allocation", description="Sharing out a budget.")
    commands = parser.add_subparsers(required=True, dest="command", metavar="COMMAND")
    check = commands.add_parser("check", help="read a file and tell its faults")
    share = commands.add_parser(EQUAL_SHARES, help="print winners and reasons as JSON")
    for command in (check, share):
        command.add_argument("file", metavar="FILE.pb")
    share.add_argument("--rule", choices=[EQUAL_SHARES, GREEDY, GREEDY_STOP])
    share.add_argument("--utility", choices=[item.value for item in Utility], default=Utility.COST.value)
    share.add_argument("--stop", choices=[item.value for item in StopRule])
    share.add_argument("--completion", choices=[item.value for item in Completion])
    share.add_argument(
        "--step", default=StepSize.PERCENT.value, help="percent (of the first endowment), cent, or cents"
    )
    share.add_argument(
        "--tie",
        action="append",
        choices=[item.value for item in BudgetTie],
        help="tried in the order given; the last one is declared-order or drawn",
    )
    share.add_argument("--seed", default="", help="of a tie that is drawn")
    return parser


def _decision(content: PabulibFile, options: argparse.Namespace) -> dict[str, Any]:
    budget = content.budget
    shares, greedy = _shares_rule(content, options), _greedy_rule(options)
    told = content.facts["rule"]
    is_greedy = options.rule in (GREEDY, GREEDY_STOP) or (options.rule is None and told == "greedy")
    by_votes = fund_by_votes(budget, greedy)
    by_shares = share_equally(budget, shares)
    decision = by_votes if is_greedy else by_shares
    outcomes = {EQUAL_SHARES: by_shares.winners, GREEDY: by_votes.winners}
    if content.selected is not None:
        outcomes["published"] = tuple(sorted(content.selected))
    found = decision_json(budget, decision, compare_outcomes(budget, outcomes))
    found["method"] = GREEDY if is_greedy else EQUAL_SHARES
    found["rule_of_file"] = told
    if content.selected is not None:
        found["is_as_published"] = set(decision.winners) == content.selected
    return found


def _shares_rule(content: PabulibFile, options: argparse.Namespace) -> EqualSharesRule:
    told = content.facts["rule"]
    if told not in (*_RULES, "greedy") and options.rule is None:
        known = ", ".join((*_RULES, "greedy"))
        raise _refusal(f"rule {told} : inconnue (connues : {known}) ; choisissez avec --rule")
    stop, completion = _RULES.get(told, (StopRule.ADD_ONE, Completion.NONE))
    return EqualSharesRule(
        utility=Utility(options.utility),
        stop=StopRule(options.stop) if options.stop else stop,
        step=_step(options.step),
        completion=Completion(options.completion) if options.completion else completion,
        ties=_ties(options) or EqualSharesRule().ties,
        seed=options.seed,
    )


def _greedy_rule(options: argparse.Namespace) -> GreedyRule:
    ties = _ties(options) or GreedyRule().ties
    return GreedyRule(skips=options.rule != GREEDY_STOP, ties=ties, seed=options.seed)


def _ties(options: argparse.Namespace) -> tuple[BudgetTie, ...]:
    return tuple(BudgetTie(name) for name in options.tie or ())


def _step(text: str) -> StepSize | int:
    if text in _STEPS:
        return _STEPS[text]
    if not text.isascii() or not text.isdigit() or len(text) > 12:
        raise _refusal(f"--step {text} : percent, cent, ou un nombre entier de centimes")
    return int(text) * MICRO


def _facts(content: PabulibFile) -> dict[str, Any]:
    budget = content.budget
    return {
        "rule": content.facts["rule"],
        "budget_cents": budget.money_cents,
        "projects": len(budget.projects),
        "voters": len(budget.ballots),
    }


def _bytes(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise _refusal(f"fichier illisible ({error.strerror})") from None


def _refusal(message: str) -> BudgetRefusedError:
    return BudgetRefusedError([BudgetFault("", 0, typeset(message))])


def _tell(message: str) -> None:
    sys.stderr.write(typeset(message) + "\n")


if __name__ == "__main__":
    sys.exit(main())
