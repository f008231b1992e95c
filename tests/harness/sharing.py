"""How processes share the tests: a file at a time, and the longest files in parts.

A file stays with one process because its tests share fixtures. (`xdist_group` marks would say the parts in
the tests themselves; with pytest 9.2, pytest-xdist 3.8 does not see them.)
"""

import zlib
from typing import Any

import pytest
from xdist.scheduler import LoadFileScheduling

#: In how many parts a file is shared; 0: each test alone.
PARTS = {
    "tests/browser/test_axe.py": 0,
    "tests/pages/test_permissions.py": 4,
}


def share_of(nodeid: str) -> str:
    """What a test is run together with."""
    file = nodeid.partition("::")[0]
    if file not in PARTS:
        return file
    return f"{file} {zlib.crc32(nodeid.encode()) % PARTS[file]}" if PARTS[file] else nodeid


class FilesAndParts(LoadFileScheduling):
    """`--dist loadfile`, but for the files of :data:`PARTS`."""

    def _split_scope(self, nodeid: str) -> str:
        return share_of(nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> FilesAndParts | None:
    return FilesAndParts(config, log) if config.getoption("dist") == "loadfile" else None
