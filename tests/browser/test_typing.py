"""No typed word is lost, whatever happens to the page and to the network while one types.

TYPING_SCHEDULES: how many schedules, 2 unless said; `benchmarks/typing_schedules.py` runs 200. They are
dealt in two halves, which two processes may run at once.
"""

import os
import sys
from typing import Any

import pytest

from tests.harness.browser import PHONE
from tests.harness.network import network
from tests.harness.typing_schedules import run_schedule

SCHEDULES = int(os.environ.get("TYPING_SCHEDULES", "2"))
FIRST = int(os.environ.get("TYPING_FIRST", "1"))


def _say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


@pytest.mark.parametrize("seeds", [range(FIRST + half, FIRST + SCHEDULES, 2) for half in (0, 1)], ids=repr)
def test_nothing_typed_is_lost(seeds: range, site: str, chromium: Any) -> None:
    typed, lost = 0, []
    for seed in seeds:
        with network(site) as weather:
            context = chromium.new_context(viewport=PHONE, locale="fr-FR")
            words, missing, log = run_schedule(context, weather, seed)
            context.close()
        typed += words
        if missing:
            lost.append((seed, missing, log))
        _say(f"schedule {seed}: {words} words, {len(missing)} lost")
    _say(f"{len(seeds)} schedules, {typed} words typed, {sum(len(item[1]) for item in lost)} lost")
    assert not lost, "\n".join(f"{seed}: {missing}\n   {log}" for seed, missing, log in lost)
    assert typed >= 4 * len(seeds)
