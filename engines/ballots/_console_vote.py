"""Holding a vote on a console: open, ballot, cast, close, decrypt, add-share, result."""

from __future__ import annotations

import argparse
import json
import secrets
import sys
import time
from pathlib import Path

from engines.ballots import (
    FEWEST_BALLOTS,
    GROUP_NAMES,
    ArchiveContents,
    ArchiveEventKind,
    ArchiveVerdict,
    RefusalCode,
    RefusedError,
    append_ballot,
    append_count,
    append_end,
    append_result,
    append_share,
    check_ballot,
    check_share,
    check_slice,
    conclude,
    cut_slices,
    election_key,
    find_result,
    group_of,
    make_ballot,
    map_in_processes,
    open_archive,
    owners,
    read_archive,
    read_election,
    read_roll,
    read_share,
    secret_of_code,
    share_of_archive,
    share_of_letter,
    tracker_of,
)
from engines.ballots._archive import LARGEST_MEMBER
from engines.ballots._console import (
    Command,
    UnreadableError,
    append,
    contents_of,
    open_file,
    put,
    read_line,
    read_message,
    read_value,
    tell,
)
from engines.ballots._encoding import read_json, write_json
from engines.ballots._trustees import read_threshold_keys, read_trustee_key


def add_voting(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    def add(name: str, command: Command, help_text: str, *files: str) -> argparse.ArgumentParser:
        found = commands.add_parser(name, help=help_text)
        found.set_defaults(command=command)
        for file in files:
            found.add_argument(file)
        return found

    opening = add("open", _open, "begin the archive of an election", "questions")
    opening.add_argument("--uuid", required=True)
    opening.add_argument("--roll", required=True, metavar="FILE")
    opening.add_argument("--trustee", action="append", required=True, metavar="FILE", help="one each")
    opening.add_argument("--archive", required=True, metavar="FILE")
    opening.add_argument("--group", choices=GROUP_NAMES, default=GROUP_NAMES[0])
    ballot = add("ballot", _ballot, "voter: make a ballot", "archive")
    ballot.add_argument("--code-file", required=True, metavar="FILE")
    ballot.add_argument("--choices", required=True, metavar="JSON", help="[[0,1,0],…], blank first")
    add("cast", _cast, "check a ballot and add it", "archive", "ballot")
    add("close", _close, "end the ballots and add the encrypted sums", "archive")
    decrypt = add("decrypt", _decrypt, "trustee: verify the archive and print one's share", "archive")
    decrypt.add_argument(
        "--secret", required=True, metavar="FILE", help="the key, or the seed of a threshold"
    )
    decrypt.add_argument("--letter", metavar="FILE", help="of a threshold: the share kept at step 6")
    decrypt.add_argument("--last-event", metavar="HASH", help="as the public holds it: always give it")
    decrypt.add_argument("--fewest", type=int, default=FEWEST_BALLOTS, metavar="N")
    share = add("add-share", _add_share, "check a trustee's share and add it", "archive", "share")
    for owning in (decrypt, share):
        owning.add_argument("--owner", type=int, required=True, metavar="N")
    add("result", _result, "compute the result and add it", "archive")


def _open(options: argparse.Namespace) -> int:
    group = group_of(options.group)
    values = [read_json(read_message(path)) for path in options.trustee]
    trustees = tuple(
        read_threshold_keys(group, value) if "threshold" in value else read_trustee_key(group, value)
        for value in values
    )
    asked = read_value(options.questions)
    if not isinstance(asked, dict) or not {"name", "description", "questions"} <= set(asked):
        raise UnreadableError(f"{options.questions} : name, description et questions y sont attendus")
    described = {
        "version": 1,
        "description": asked["description"],
        "name": asked["name"],
        "group": group.name,
        "public_key": group.text(election_key(group, trustees)),
        "questions": asked["questions"],
        "uuid": options.uuid,
    }
    optional = ("administrator", "credential_authority")
    described |= {name: asked[name] for name in optional if name in asked}
    election = read_election(write_json(described))
    roll = read_roll(read_message(options.roll), limit=LARGEST_MEMBER)
    found = open_archive(election, trustees, roll, timestamp=int(time.time()))
    if Path(options.archive).exists():
        raise UnreadableError(f"{options.archive} : ce fichier existe déjà")
    append(options.archive, found)
    sys.stdout.write(election.fingerprint + "\n")
    return 0


def _ballot(options: argparse.Namespace) -> int:
    election = contents_of(options.archive).election
    # A line of the registrar's file, «name code», does as well as a code alone.
    code = read_line(options.code_file).rpartition(" ")[2]
    secret = secret_of_code(election.group, election.uuid, code)
    try:
        choices = [[int(each) for each in row] for row in json.loads(options.choices)]
    except (ValueError, TypeError):
        raise UnreadableError("--choices : [[0,1,0],…] est attendu") from None
    ballot = make_ballot(election, secret, choices, randomness=secrets.randbelow)
    put(ballot.raw)
    tell(f"numéro de suivi : {ballot.tracker}")
    return 0


def _cast(options: argparse.Namespace) -> int:
    contents = contents_of(options.archive)
    if contents.stage not in (ArchiveEventKind.SETUP, ArchiveEventKind.BALLOT):
        raise RefusedError(RefusalCode.BALLOT_AFTER_END)
    raw = read_message(options.ballot)
    check_ballot(contents.election, raw, roll=contents.roll.weights)
    if tracker_of(raw) in {each.tracker for each in contents.ballots}:
        raise RefusedError(RefusalCode.BALLOT_TWICE)
    append(options.archive, append_ballot(contents.tip, raw))
    sys.stdout.write(tracker_of(raw) + "\n")
    return 0


def _close(options: argparse.Namespace) -> int:
    contents = contents_of(options.archive)
    if contents.stage not in (ArchiveEventKind.SETUP, ArchiveEventKind.BALLOT):
        raise RefusedError(RefusalCode.EVENT_ORDER, detail=contents.stage.value)
    verdict = _sound(contents, options.archive)
    if verdict.count is None:
        raise RefusedError(RefusalCode.EVENT_ORDER)
    found = append_end(contents.tip)
    append(options.archive, found)
    append(options.archive, append_count(found.tip, contents.election, verdict.count))
    return 0


def _decrypt(options: argparse.Namespace) -> int:
    if options.last_event is None:
        tell("attention : sans --last-event, rien ne dit que cette archive est celle de tout le monde")
    stream = open_file(options.archive)
    group = read_archive(stream).election.group
    stream.seek(0)
    text = read_line(options.secret)
    secret = (
        group.scalar(text)
        if options.letter is None
        else share_of_letter(group, text, read_line(options.letter))
    )
    share = share_of_archive(
        stream,
        options.owner,
        secret,
        randomness=secrets.randbelow,
        last_event=options.last_event,
        fewest=options.fewest,
        map_slices=map_in_processes(),
    )
    put(share.to_bytes(group))
    return 0


def _add_share(options: argparse.Namespace) -> int:
    contents = contents_of(options.archive)
    if contents.count is None or contents.result is not None:
        raise RefusedError(RefusalCode.EVENT_ORDER, detail=contents.stage.value)
    keys = owners(contents.trustees)
    if not 1 <= options.owner <= len(keys):
        raise RefusedError(RefusalCode.SHARE_OWNER)
    if options.owner in contents.shares:
        raise RefusedError(RefusalCode.SHARE_TWICE)
    share = read_share(contents.election, read_message(options.share))
    check_share(contents.election, contents.count.sums, keys[options.owner - 1][2], share)
    append(options.archive, append_share(contents.tip, contents.election, options.owner, share))
    return 0


def _result(options: argparse.Namespace) -> int:
    contents = contents_of(options.archive)
    if contents.count is None or contents.result is not None:
        raise RefusedError(RefusalCode.EVENT_ORDER, detail=contents.stage.value)
    _sound(contents, options.archive)
    result = find_result(contents.election, contents.count, contents.trustees, contents.shares)
    append(options.archive, append_result(contents.tip, result))
    sys.stdout.write(json.dumps(result) + "\n")
    return 0


def _sound(contents: ArchiveContents, path: str) -> ArchiveVerdict:
    """The verdict of an archive that stands: nothing is added to another."""
    reports = map_in_processes()(check_slice, cut_slices(contents, open_file(path)))
    verdict = conclude(contents, reports)
    if verdict.refusals:
        first = verdict.refusals[0]
        raise RefusedError(first.code, first.place, first.detail)
    return verdict
