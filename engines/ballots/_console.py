"""What the console shares: files read and written, secrets kept to their owner, refusals told."""

from __future__ import annotations

import argparse
import io
import json
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from engines.ballots._archive import Appended
from engines.ballots._contents import ArchiveContents, read_archive
from engines.ballots._errors import RefusedError
from french import typeset

Command = Callable[[argparse.Namespace], int]

DIFFERS = 1
REFUSED = 2


class UnreadableError(Exception):
    """A file or an argument that is not what the command asks for."""


def read_file(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise UnreadableError(f"{path} : fichier illisible ({error.strerror})") from None


def read_line(path: str) -> str:
    """The one line of a file that holds a secret."""
    return read_file(path).decode("utf-8", "replace").strip()


def read_message(path: str) -> bytes:
    """A message: the end of line that tools add is not part of it."""
    return read_file(path).removesuffix(b"\n")


def read_messages(paths: Sequence[str]) -> list[bytes]:
    return [read_message(path) for path in paths]


def read_value(path: str) -> Any:
    try:
        return json.loads(read_file(path))
    except ValueError as error:
        raise UnreadableError(f"{path} : ce fichier n'est pas du JSON ({error})") from None


def open_file(path: str) -> io.BytesIO:
    """An archive as a stream; `verify` reads it from the disk instead."""
    return io.BytesIO(read_file(path))


def contents_of(path: str) -> ArchiveContents:
    return read_archive(open_file(path))


def write_secret(path: str, text: str) -> None:
    """Write what only its owner reads; an older file is not replaced."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise UnreadableError(f"{path} : {error.strerror}") from None
    with os.fdopen(descriptor, "w") as file:
        file.write(text)


def append(path: str, found: Appended) -> None:
    """Write at the end of an archive; the hash of its last event is told."""
    with Path(path).open("ab") as file:
        file.write(found.raw)
    tell(f"dernier événement : {found.tip.last_event}")


def put(raw: bytes) -> None:
    sys.stdout.write(raw.decode() + "\n")


def tell(message: str) -> None:
    sys.stderr.write(typeset(message) + "\n")


def run(options: argparse.Namespace) -> int:
    command: Command = options.command
    try:
        return command(options)
    except RefusedError as error:
        sys.stderr.write(f"{error.refusal}\n")
        return DIFFERS
    except UnreadableError as error:
        tell(str(error))
        return REFUSED
