"""Node, over the package as it is served."""

import json
import subprocess
from pathlib import Path
from typing import Any

from bootstrap.paths import BIN, ROOT

PACKAGE = ROOT / "milliard" / "elections" / "static" / "elections"
SCRIPTS = Path(__file__).parent / "node"


def run_node(*arguments: str | Path, given: str = "", time_s: int = 300) -> subprocess.CompletedProcess[str]:
    """Node with the served packages in their places; what it wrote is in the message when it fails."""
    command = [BIN / "node", "--no-warnings", "--import", SCRIPTS / "packages.mjs", *arguments]
    done = subprocess.run(command, input=given, capture_output=True, text=True, timeout=time_s, check=False)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]
    return done


def ask(*calls: tuple[str, dict[str, Any]]) -> list[Any]:
    """What the package answers to each call of `node/answer.mjs`."""
    return json.loads(run_node(SCRIPTS / "answer.mjs", given=json.dumps(calls)).stdout)
