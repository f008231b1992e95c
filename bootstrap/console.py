"""What the person sees while waiting: one line a step, with the seconds it took."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

_IS_TERMINAL = sys.stdout.isatty()


def say(text: str = "") -> None:
    """Print a line at once, whatever the buffering."""
    print(text, flush=True)


@contextmanager
def step(title: str) -> Iterator[None]:
    """Show ``title`` while the block runs, then how long it took."""
    print(f"  … {title}", end="" if _IS_TERMINAL else "\n", flush=True)
    started = time.monotonic()
    try:
        yield
    except BaseException:
        say(f"\r  ✗ {title}" if _IS_TERMINAL else f"  ✗ {title}")
        raise
    mark = f"  ✓ {title} ({time.monotonic() - started:.1f} s)"
    say(f"\r{mark}" if _IS_TERMINAL else mark)


def fail(message: str) -> NoReturn:
    """Stop with a sentence that says what to do."""
    say()
    say(f"  {message}")
    raise SystemExit(1)
