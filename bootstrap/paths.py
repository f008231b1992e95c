"""Where things are, relative to the repository."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VAR = ROOT / "var"
VENV = ROOT / ".venv"
STAMPS = VAR / "stamps"
LOGS = VAR / "log"
BIN = VENV / "bin"
PYTHON = BIN / "python"
