"""Faults found in text, each with its file and its line: what a test of consistency lists when it fails."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Text:
    """The text of a file, or what is left of it; ``lines`` says where each character came from."""

    path: Path
    words: str
    lines: list[int]

    @classmethod
    def of(cls, path: Path) -> "Text":
        words = path.read_text()
        lines: list[int] = []
        for number, line in enumerate(words.split("\n"), 1):
            lines += [number] * (len(line) + 1)
        return cls(path, words, lines)

    def without(self, pattern: re.Pattern[str], by: str = "") -> "Text":
        """The same with ``by`` in the place of whatever ``pattern`` finds, as `re.sub` does."""
        words, lines, end = [], [], 0
        for found in pattern.finditer(self.words):
            words += [self.words[end : found.start()], by]
            lines += self.lines[end : found.start()] + [self.lines[found.start()]] * len(by)
            end = found.end()
        return Text(self.path, "".join([*words, self.words[end:]]), lines + self.lines[end:])

    def found(self, pattern: re.Pattern[str]) -> Iterable[tuple[str, re.Match[str]]]:
        """Where ``pattern`` is found, as file:line, and what was found."""
        for match in pattern.finditer(self.words):
            yield f"{relative(self.path)}:{self.lines[match.start()]}", match

    def faults(self, *patterns: re.Pattern[str]) -> list[str]:
        """Everything the patterns find, with its place."""
        return [
            f"{place}: {' '.join(match[0].split())}"
            for pattern in patterns
            for place, match in self.found(pattern)
        ]


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def assert_none(faults: Iterable[str]) -> None:
    """Fail with every fault, one a line."""
    listed = list(faults)
    assert not listed, f"{len(listed)} faults:\n" + "\n".join(listed)
