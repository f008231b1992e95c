"""Foreign programs that speak the same protocol. Absent, their tests are skipped loudly, or fail where
REQUIRE_BELENIOS is set (REQUIRE_BELENIOS_NEWER for the newer one, which another suite of Debian holds)."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
NEWER = ROOT / "var/belenios-newer/belenios-tool"
SIRONA = ROOT / "node_modules/sirona/dist/cli/sirona-election.js"


def missing(words, variable):
    if os.environ.get(variable):
        pytest.fail(words)
    pytest.skip(words)


class BeleniosTool:
    """One release of belenios-tool, in a folder."""

    def __init__(self, program, folder):
        self.program, self.folder = str(program), folder

    def __call__(self, *arguments, given=b"", fails=False):
        done = subprocess.run(
            [self.program, *map(str, arguments)], cwd=self.folder, input=given, capture_output=True
        )
        assert (done.returncode != 0) == fails, (arguments, done.stderr.decode())
        return done.stdout.strip()

    def write(self, name, raw):
        (self.folder / name).write_bytes(raw)
        return name

    def read(self, name):
        return (self.folder / name).read_bytes().strip()

    def archive(self):
        (path,) = self.folder.glob("*.bel")
        return path

    def add(self, kind, raw=b""):
        self("archive", "add-event", f"--type={kind}", given=raw)


def older(folder):
    """belenios-tool 2.0, of Debian bookworm: its `verify` checks ballots."""
    program = shutil.which("belenios-tool")
    if program is None:
        missing("belenios-tool is not on this machine", "REQUIRE_BELENIOS")
    version = subprocess.run([program, "--version"], capture_output=True).stdout
    if not version.startswith(b"2."):
        missing(f"belenios-tool {version.decode()} is not 2.0", "REQUIRE_BELENIOS")
    return BeleniosTool(program, folder)


def newer(folder):
    """belenios-tool 3.3.0, of Debian sid, which `.ci/newer-belenios` unpacks."""
    if not NEWER.exists():
        missing("no var/belenios-newer: run .ci/newer-belenios var/belenios-newer", "REQUIRE_BELENIOS_NEWER")
    return BeleniosTool(NEWER, folder)


def sirona(folder):
    """npm's sirona 0.0.28: whether it accepts the one archive of a folder."""
    local = ROOT / ".venv/bin/node"
    node = str(local) if local.exists() else shutil.which("node")
    if node is None or not SIRONA.exists():
        missing("sirona or Node.js is not installed", "REQUIRE_BELENIOS")
    done = subprocess.run([node, str(SIRONA), "verify"], cwd=folder, capture_output=True)
    return done.returncode == 0 and b"ballots found" in done.stdout
