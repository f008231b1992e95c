"""The key ceremony of a threshold on a console: each step reads messages from files and prints one."""

from __future__ import annotations

import argparse
import secrets
from pathlib import Path

from engines.ballots._ceremony import (
    make_certificate,
    make_polynomial,
    make_threshold_keys,
    make_vinputs,
    make_voutput,
)
from engines.ballots._console import put, read_line, read_message, read_messages, write_secret
from engines.ballots._encoding import write_json
from engines.ballots._known_groups import GROUP_NAMES, group_of
from engines.ballots._letters import new_trustee_seed


def add_ceremony(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    ceremony = commands.add_parser("ceremony", help="steps of the key ceremony of a threshold")
    steps = ceremony.add_subparsers(required=True, metavar="STEP")
    certificate = steps.add_parser("certificate", help="1, trustee: draw a seed, print its certificate")
    certificate.set_defaults(command=_certificate)
    certificate.add_argument("--secret", required=True, metavar="FILE", help="where the seed is written")
    for name in ("index", "threshold", "size"):
        certificate.add_argument(f"--{name}", type=int, required=True, metavar="N")
    polynomial = steps.add_parser("polynomial", help="3, trustee: print letters to all trustees")
    polynomial.set_defaults(command=_polynomial)
    vinputs = steps.add_parser("vinputs", help="4, organiser: sort the letters into FOLDER/1.vinput, …")
    vinputs.set_defaults(command=_vinputs)
    vinputs.add_argument("--to", required=True, metavar="FOLDER")
    voutput = steps.add_parser("voutput", help="5, trustee: check the letters, print the share's public key")
    voutput.set_defaults(command=_voutput)
    voutput.add_argument("--vinput", required=True, metavar="FILE")
    keys = steps.add_parser("keys", help="6, organiser: print the keys; shares go to FOLDER/1.letter, …")
    keys.set_defaults(command=_keys)
    keys.add_argument("--to", required=True, metavar="FOLDER")
    keys.add_argument("--voutputs", nargs="+", required=True, metavar="FILE")
    for step in (polynomial, voutput):
        step.add_argument("--secret", required=True, metavar="FILE", help="the trustee's seed")
    for step in (polynomial, vinputs, voutput, keys):
        step.add_argument("--certificates", nargs="+", required=True, metavar="FILE")
    for step in (vinputs, keys):
        step.add_argument("--polynomials", nargs="+", required=True, metavar="FILE")
    for step in (certificate, polynomial, vinputs, voutput, keys):
        step.add_argument("--group", choices=GROUP_NAMES, default=GROUP_NAMES[0])


def _certificate(options: argparse.Namespace) -> int:
    seed = new_trustee_seed(secrets.randbelow)
    found = make_certificate(
        group_of(options.group),
        seed,
        index=options.index,
        threshold=options.threshold,
        size=options.size,
        randomness=secrets.randbelow,
    )
    write_secret(options.secret, seed)
    put(found)
    return 0


def _polynomial(options: argparse.Namespace) -> int:
    certificates, seed = read_messages(options.certificates), read_line(options.secret)
    put(make_polynomial(group_of(options.group), certificates, seed, randomness=secrets.randbelow))
    return 0


def _vinputs(options: argparse.Namespace) -> int:
    found = make_vinputs(
        group_of(options.group), read_messages(options.certificates), read_messages(options.polynomials)
    )
    for index, raw in enumerate(found, start=1):
        (Path(options.to) / f"{index}.vinput").write_bytes(raw + b"\n")
    return 0


def _voutput(options: argparse.Namespace) -> int:
    found = make_voutput(
        group_of(options.group),
        read_messages(options.certificates),
        read_line(options.secret),
        read_message(options.vinput),
        randomness=secrets.randbelow,
    )
    put(found)
    return 0


def _keys(options: argparse.Namespace) -> int:
    group = group_of(options.group)
    keys, letters = make_threshold_keys(
        group,
        read_messages(options.certificates),
        read_messages(options.polynomials),
        read_messages(options.voutputs),
    )
    for index, letter in enumerate(letters, start=1):
        (Path(options.to) / f"{index}.letter").write_text(letter + "\n")
    put(write_json(keys.to_json(group)))
    return 0
