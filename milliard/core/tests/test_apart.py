"""A file read apart: same result, same refusals, and an end to whatever has none."""

import os
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from milliard.core import apart
from milliard.core.apart import Limits, MachineBusy, TooCostly, TooManyFiles, read_apart
from milliard.core.refusals import Refused
from milliard.core.tests import readers


@pytest.fixture
def little(monkeypatch: pytest.MonkeyPatch) -> None:
    """Limits that a test reaches in a moment."""
    monkeypatch.setattr(Limits, "of", lambda weight: Limits(400_000_000, 1))


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """What somebody waits for a moment only."""
    monkeypatch.setattr(Limits, "of", lambda weight: Limits(400_000_000, 1, patience_s=2))


def test_the_reader_runs_in_another_process() -> None:
    process, size = read_apart(readers.where, b"12345")
    assert size == 5
    assert process != os.getpid()


def test_a_refusal_comes_back_as_it_is() -> None:
    with pytest.raises(Refused, match=r"5 octets de trop\."):
        read_apart(readers.refuse, b"12345")


def test_what_a_library_prints_is_no_answer() -> None:
    assert read_apart(readers.chatter, "été".encode()) == "été"


def test_a_fault_of_ours_is_no_fault_of_the_file() -> None:
    with pytest.raises(RuntimeError):
        read_apart(readers.fail, b"")


@pytest.mark.parametrize("reader", [readers.spin, readers.swallow])
@pytest.mark.usefixtures("little")
def test_what_costs_too_much_is_ended_and_said(reader: Callable[[bytes], Any]) -> None:
    with pytest.raises(TooCostly, match="trop de temps ou de mémoire"):
        read_apart(reader, b"")


@pytest.mark.usefixtures("impatient")
def test_a_busy_machine_is_no_fault_of_the_file() -> None:
    started = time.monotonic()
    with pytest.raises(MachineBusy, match="trop occupée"):
        read_apart(readers.sleep, b"")
    assert time.monotonic() - started < 30


def test_a_heavier_file_may_cost_more(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(bytes(3_000_000))
    assert read_apart(readers.size, path) == 3_000_000
    assert Limits.of(3_000_000).cpu_s == Limits.of(0).cpu_s + 3
    assert Limits.of(50_000_000).memory_bytes < 1_500_000_000


@pytest.mark.usefixtures("impatient")
def test_one_file_at_a_time() -> None:
    def hold() -> None:
        with pytest.raises(MachineBusy):
            read_apart(readers.sleep, b"")

    first = threading.Thread(target=hold)
    first.start()
    while not apart._ONE_AT_A_TIME.locked():
        time.sleep(0.01)
    with pytest.raises(TooManyFiles):
        read_apart(readers.where, b"")
    first.join()
