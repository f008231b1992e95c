"""How processes share the tests: a file at a time, the longest files in parts, the longest levels first.

A file stays with one process because its tests share fixtures. (`xdist_group` marks would say the parts in
the tests themselves; with pytest 9.2, pytest-xdist 3.8 does not see them.)

What waits for a browser or for a program comes first, so that no process ends alone on a long test.
"""

import zlib
from typing import Any

import pytest
from xdist.scheduler import LoadFileScheduling

from tests.harness.levels import ROOT, level_of

#: In how many parts a file is shared; 0: each test alone.
PARTS = {
    "tests/browser/test_axe.py": 0,
    "tests/browser/test_two_people.py": 0,
    "tests/browser/test_typing.py": 0,
    "tests/browser/test_walk.py": 0,
    "tests/pages/test_permissions.py": 4,
}
#: The order of the levels; the others come last, their largest files first.
ORDER = ("journeys", "browser", "races", "pages")


def share_of(nodeid: str) -> str:
    """What a test is run together with."""
    file = nodeid.partition("::")[0]
    if file not in PARTS:
        return file
    return f"{file} {zlib.crc32(nodeid.encode()) % PARTS[file]}" if PARTS[file] else nodeid


def turn_of(share: str) -> int:
    """Where what is run together stands in the queue."""
    level = level_of(ROOT / share.partition("::")[0].partition(" ")[0])
    return ORDER.index(level) if level in ORDER else len(ORDER)


class FilesAndParts(LoadFileScheduling):
    """`--dist loadfile`, but for the files of :data:`PARTS`, and in the order of :data:`ORDER`."""

    def _split_scope(self, nodeid: str) -> str:
        return share_of(nodeid)

    def _assign_work_unit(self, node: Any) -> None:
        first = min(self.workqueue, key=turn_of)
        self.workqueue.move_to_end(first, last=False)
        super()._assign_work_unit(node)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> FilesAndParts | None:
    return FilesAndParts(config, log) if config.getoption("dist") == "loadfile" else None
