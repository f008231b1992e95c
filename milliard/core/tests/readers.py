"""Readers of files for `test_apart`: in a module of their own, which another process loads."""

import os
from pathlib import Path

from milliard.core.refusals import Refused


def where(data: bytes) -> tuple[int, int]:
    return os.getpid(), len(data)


def refuse(data: bytes) -> None:
    raise Refused(f"{len(data)} octets de trop.")


def spin(data: bytes) -> None:
    while True:
        pass


def sleep(data: bytes) -> None:
    import time

    time.sleep(600)


def swallow(data: bytes) -> int:
    kept = [bytes(50_000_000) for _ in range(100)]
    return len(kept)


def swallow_and_lie(data: bytes) -> int:
    try:
        return swallow(data)
    except MemoryError as error:
        raise Refused("Ce classeur est abîmé.") from error


def chatter(data: bytes) -> str:
    os.write(1, b"a library prints this")
    return data.decode()


def fail(data: bytes) -> None:
    os._exit(3)


def size(path: Path) -> int:
    return path.stat().st_size
