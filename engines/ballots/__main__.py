"""A secret vote on a console, from codes to result, and the verification of any archive.

    python -m engines.ballots verify vote.bel
    python -m engines.ballots check vote.bel ballot.json
    python -m engines.ballots extends old.bel new.bel

`uuid`, `codes`, `trustee-key`, `ceremony`, `open`, `ballot`, `cast`, `close`, `decrypt`, `add-share` and
`result` hold a whole vote by hand (docs/explanation/ballots.md). It ends with 0; with 1 when something does
not stand, one line a refusal: code, place, detail; with 2 when a file cannot be read.
"""

import argparse
import json
import secrets
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from engines.ballots import (
    GROUP_NAMES,
    ArchiveVerdict,
    RefusalCode,
    RefusedError,
    check_ballot,
    credential_of_code,
    extends,
    group_of,
    make_roll,
    make_trustee_key,
    map_in_processes,
    new_code,
    new_uuid,
    tracker_of,
    verify_archive,
)
from engines.ballots._console import (
    DIFFERS,
    Command,
    UnreadableError,
    contents_of,
    open_file,
    put,
    read_file,
    read_message,
    run,
    write_secret,
)
from engines.ballots._console_ceremony import add_ceremony
from engines.ballots._console_vote import add_voting
from engines.ballots._encoding import write_json
from french import typeset


def main(arguments: Sequence[str] | None = None) -> int:
    return run(_parser().parse_args(arguments))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m engines.ballots", description="Secret, verifiable votes."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, command: Command, help_text: str, *files: str) -> argparse.ArgumentParser:
        found = commands.add_parser(name, help=help_text)
        found.set_defaults(command=command)
        for file in files:
            found.add_argument(file)
        return found

    verify = add("verify", _verify, "verify a whole archive", "archive")
    verify.add_argument("--json", action="store_true", help="print the verdict as JSON")
    verify.add_argument("--processes", type=int, metavar="N", help="all cores by default")
    add("check", _check, "check one ballot", "archive", "ballot")
    add("extends", _extends, "check that a new archive starts with an old one", "old", "new")
    add("uuid", _uuid, "print a name for a new election")
    codes = add("codes", _codes, "registrar: draw voting codes, print the roll")
    who = codes.add_mutually_exclusive_group(required=True)
    who.add_argument("--count", type=int, metavar="N")
    who.add_argument("--voters", metavar="FILE", help="one «name» or «name,weight» a line")
    codes.add_argument("--uuid", required=True)
    key = add("trustee-key", _trustee_key, "trustee: draw a key, print its public part")
    for drawing in (codes, key):
        drawing.add_argument("--secret", required=True, metavar="FILE", help="where secrets are written")
        drawing.add_argument("--group", choices=GROUP_NAMES, default=GROUP_NAMES[0])
    add_ceremony(commands)
    add_voting(commands)
    return parser


def _verify(options: argparse.Namespace) -> int:
    try:
        with Path(options.archive).open("rb") as stream:
            verdict = verify_archive(stream, map_slices=map_in_processes(options.processes))
    except OSError as error:
        raise UnreadableError(f"{options.archive} : fichier illisible ({error.strerror})") from None
    if options.json:
        sys.stdout.write(json.dumps(_verdict_json(verdict), ensure_ascii=False, indent=1) + "\n")
    elif verdict.stands:
        _tell_verdict(verdict)
    else:
        for refusal in verdict.refusals:
            sys.stdout.write(f"{refusal}\n")
    return 0 if verdict.stands else DIFFERS


def _verdict_json(verdict: ArchiveVerdict) -> dict[str, Any]:
    return {
        "stands": verdict.stands,
        "refusals": [
            {"code": each.code.value, "place": each.place, "detail": each.detail} for each in verdict.refusals
        ],
        "fingerprint": verdict.fingerprint,
        "stage": verdict.stage and verdict.stage.value,
        "last_event": verdict.tip and verdict.tip.last_event,
        "ballots": verdict.ballots,
        "counted": verdict.count and verdict.count.ballots,
        "weight": verdict.count and verdict.count.weight,
        "result": verdict.result,
    }


def _tell_verdict(verdict: ArchiveVerdict) -> None:
    counted = verdict.count.ballots if verdict.count else 0
    lines = [
        f"conforme : {verdict.ballots} bulletins, {counted} comptés",
        f"empreinte : {verdict.fingerprint}",
    ]
    if verdict.tip is not None:
        lines.append(f"dernier événement : {verdict.tip.last_event}")
    if verdict.result is not None:
        lines.append(f"résultat : {json.dumps(verdict.result)}")
    sys.stdout.write("".join(typeset(line) + "\n" for line in lines))


def _check(options: argparse.Namespace) -> int:
    contents = contents_of(options.archive)
    raw = read_message(options.ballot)
    check_ballot(contents.election, raw, roll=contents.roll.weights)
    sys.stdout.write(tracker_of(raw) + "\n")
    return 0


def _extends(options: argparse.Namespace) -> int:
    if not extends(open_file(options.old), open_file(options.new)):
        raise RefusedError(RefusalCode.NOT_AN_EXTENSION)
    return 0


def _uuid(options: argparse.Namespace) -> int:
    sys.stdout.write(new_uuid(secrets.randbelow) + "\n")
    return 0


def _codes(options: argparse.Namespace) -> int:
    group = group_of(options.group)
    voters = [(str(index), 1) for index in range(1, (options.count or 0) + 1)]
    if options.voters:
        lines = read_file(options.voters).decode().splitlines()
        voters = [_voter(options.voters, line) for line in lines if line.strip()]
    drawn = [(name, new_code(secrets.randbelow), weight) for name, weight in voters]
    roll = make_roll([(credential_of_code(group, options.uuid, code), weight) for _, code, weight in drawn])
    _ = roll.weights
    write_secret(options.secret, "".join(f"{name} {code}\n" for name, code, _ in drawn))
    put(roll.to_bytes())
    return 0


def _voter(path: str, line: str) -> tuple[str, int]:
    name, comma, weight = line.strip().rpartition(",")
    if not comma:
        return line.strip(), 1
    if not weight.isdecimal():
        raise UnreadableError(f"{path} : le poids de « {name} » n'est pas un nombre")
    return name, int(weight)


def _trustee_key(options: argparse.Namespace) -> int:
    group = group_of(options.group)
    secret = secrets.randbelow(group.order)
    key = make_trustee_key(group, secret, randomness=secrets.randbelow)
    write_secret(options.secret, str(secret))
    put(write_json(key.to_json(group)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
