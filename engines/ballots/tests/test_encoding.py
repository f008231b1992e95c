"""One value, one text: what is written is read back, and any other text of the same value is refused."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engines.ballots import RefusalCode, RefusedError
from engines.ballots._encoding import fields, integer, read_json, write_json

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)


@given(VALUES)
def test_what_is_written_is_read(value):
    raw = write_json(value)
    assert read_json(raw) == value
    assert b"\x7f" not in raw


@given(VALUES)
def test_another_text_of_the_same_value_is_refused(value):
    raw = write_json(value)
    for other in (json.dumps(value, indent=1).encode(), json.dumps(value).encode(), b" " + raw, raw + b"\n"):
        if other != raw:
            with pytest.raises(RefusedError) as caught:
                read_json(other)
            assert caught.value.refusal.code is RefusalCode.NOT_CANONICAL


@given(st.binary(max_size=60) | st.text('{}[]",:0123456789eE+-.aul\\u ', max_size=40).map(str.encode))
def test_what_is_read_is_what_would_be_written(raw):
    try:
        value = read_json(raw)
    except RefusedError:
        return
    assert write_json(value) == raw


@pytest.mark.parametrize(
    "raw",
    [
        b'{"a":1,"a":1}',
        b'"\\u00e9"',
        b'"\\/"',
        b'"\x7f"',
        b"01",
        b"1.00",
        b"1e3",
        b"NaN",
        b"-Infinity",
        b"1" * 5000,
        b'"\\ud800"',
        b"\xef\xbb\xbf1",
        b"\xff",
        b"",
    ],
)
def test_texts_that_json_has_and_we_have_not(raw):
    with pytest.raises(RefusedError) as caught:
        read_json(raw)
    assert caught.value.refusal.code is RefusalCode.NOT_CANONICAL


def test_size_is_refused_before_parsing():
    with pytest.raises(RefusedError) as caught:
        read_json(b"[" * 101, limit=100)
    assert caught.value.refusal.code is RefusalCode.TOO_LARGE


def test_fields_come_all_and_in_order():
    value = {"a": 1, "c": 2}
    assert fields(value, "a", "b?", "c") is value
    for names in (("c", "a"), ("a",), ("a", "b", "c"), ("a", "c", "d"), ()):
        with pytest.raises(RefusedError):
            fields(value, *names)
    for wrong in (True, 1.0, -1, 2**31, "1", None):
        with pytest.raises(RefusedError):
            integer(wrong)
