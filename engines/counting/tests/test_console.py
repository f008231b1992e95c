"""A count from a file to a result: every kind, and fields that are wrong."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engines.counting import CountingError, CountRefusedError, decide, digest_count
from engines.counting.__main__ import main
from engines.counting._reading import KINDS

COUNTS: dict[str, tuple[dict[str, Any], str, Any]] = {
    "motion": ({"in_favour": 51, "against": 45, "blank": 4, "base": "ballots"}, "is_adopted", True),
    "quorum": ({"present": 88, "members": 300, "threshold": "1/3"}, "missing", 12),
    "colleges": (
        {
            "colleges": [
                {"college": "a", "in_favour": 6, "against": 4, "share": "1/2"},
                {"college": "b", "in_favour": 1, "against": 4, "share": "1/2"},
            ]
        },
        "in_favour",
        "2/5",
    ),
    "seats": (
        {
            "seats": 1,
            "candidates": [{"name": "a", "votes": 3, "traits": {"genre": "f"}}, {"name": "b", "votes": 2}],
            "bounds": [{"trait": "genre", "value": "f", "high": 0}],
        },
        "seated",
        ["b"],
    ),
    "majority-judgment": (
        {"ballots": 3, "proposals": [{"proposal": "a", "counts": [1, 1, 1, 0, 0, 0]}]},
        "winners",
        ["a"],
    ),
    "schulze": (
        {"options": ["a", "b"], "ballots": [{"ranks": ["b", ["a"]], "count": 2}]},
        "order",
        ["b", "a"],
    ),
    "stv": (
        {"candidates": ["a", "b"], "seats": 1, "ballots": [{"names": ["b"], "count": 3}]},
        "elected",
        ["b"],
    ),
    "amendments": (
        {"amendments": [{"name": "a"}], "results": [{"amendment": "a", "is_adopted": True}]},
        "incorporated",
        ["a"],
    ),
    "sums": (
        {
            "money_cents": 100,
            "ballots": 3,
            "most": 1,
            "projects": [{"name": "a", "cost_cents": 90, "approvals": 2}],
        },
        "funded",
        ["a"],
    ),
}


@pytest.mark.parametrize("kind", list(KINDS))
def test_every_kind(kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    content, name, expected = COUNTS[kind]
    path = tmp_path / "count.json"
    path.write_text(json.dumps({"kind": kind, **content}))
    assert main([str(path)]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["engine"]["name"] == "engines.counting"
    assert told["result"][name] == expected
    assert told["input_digest"] == digest_count({**content, "kind": kind})
    path.write_text(json.dumps({"kind": kind, **content, "unknown": 1}))
    assert main([str(path)]) == 2
    assert "unknown" in capsys.readouterr().err


def test_motion_tells_its_arithmetic(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "count.json"
    path.write_text('{"kind": "motion", "in_favour": 199, "against": 101, "threshold": "2/3"}')
    assert main([str(path)]) == 0
    told = json.loads(capsys.readouterr().out)["result"]
    assert told["comparison"] == {
        "count": 199,
        "base": 300,
        "threshold": {"share": "2/3", "is_exceeded": False},
        "left": 597,
        "right": 600,
        "is_reached": False,
        "missing": 1,
    }


@pytest.mark.parametrize(
    ("content", "path"),
    [
        ({"kind": "motion", "in_favour": 1.5, "against": 0}, "in_favour"),
        ({"kind": "motion", "in_favour": True, "against": 0}, "in_favour"),
        ({"kind": "motion", "in_favour": 1}, "against"),
        ({"kind": "motion", "in_favour": 1, "against": 0, "threshold": "0.5"}, "threshold"),
        ({"kind": "motion", "in_favour": 1, "against": 0, "threshold": "1/0"}, "threshold"),
        ({"kind": "motion", "in_favour": 1, "against": 0, "base": "some"}, "base"),
        ({"kind": "motion", "in_favour": 5, "against": 5, "members": 3}, "membres"),
        ({"kind": "stv", "candidates": ["a"], "seats": 1, "ballots": [{"name": "a"}]}, "ballots[0].names"),
        ({"kind": "schulze", "options": ["a"], "ballots": [{"ranks": [1]}]}, "ballots[0].ranks"),
        ({"kind": "lottery"}, "kind"),
        ([], "kind"),
    ],
)
def test_a_wrong_field_is_told_by_its_path(content: Any, path: str) -> None:
    with pytest.raises(CountRefusedError) as caught:
        decide(content)
    assert path in str(caught.value)


@pytest.mark.parametrize("text", ["", "[", '{"kind": "motion", "kind": "stv"}', "\x00", "[" * 100_000])
def test_what_is_no_count_ends_with_two(
    text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "count.json"
    path.write_text(text)
    assert main([str(path)]) == 2
    assert main([str(tmp_path / "absent.json")]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith(str(path))


def test_a_tie_without_a_seed_ends_with_two(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "count.json"
    ballots = [{"names": ["a"]}, {"names": ["b"]}]
    path.write_text(json.dumps({"kind": "stv", "candidates": ["a", "b"], "seats": 1, "ballots": ballots}))
    assert main([str(path)]) == 2
    assert "a, b" in capsys.readouterr().err


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 9) | st.floats(allow_nan=False) | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)


@given(st.sampled_from(list(COUNTS)), st.data())
def test_whatever_a_field_holds_is_decided_or_refused(kind: str, data: st.DataObject) -> None:
    content = {"kind": kind, **COUNTS[kind][0]}
    content[data.draw(st.sampled_from(sorted(content)))] = data.draw(json_values)
    try:
        assert decide(content) is not None
    except CountingError as error:
        assert str(error)  # noqa: PT017  either way is right; no other error is


def test_no_django_is_loaded(tmp_path: Path) -> None:
    path = tmp_path / "count.json"
    path.write_text(json.dumps({"kind": "motion", "in_favour": 1, "against": 0}))
    code = (
        "import sys; from engines.counting.__main__ import main; main();"
        "sys.exit(any(name.startswith('django') for name in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout)["result"]["verdict"] == "adopted"
    assert done.stderr == ""
