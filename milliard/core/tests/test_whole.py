"""The end of a body before its announced length is an error, however it is read."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from milliard.core.truncated_requests import CutRequest, WholeInput


@given(body=st.binary(max_size=60), sizes=st.lists(st.integers(-1, 20), max_size=8))
def test_a_whole_body_is_read_as_it_is(body: bytes, sizes: list[int]) -> None:
    stream = WholeInput(io.BytesIO(body + b"the next request"), len(body))
    assert b"".join([*(stream.read(size) for size in sizes), stream.read()]) == body
    assert stream.read(5) == b""


@given(body=st.binary(max_size=60), missing=st.integers(1, 20), size=st.sampled_from([-1, 1, 7, 64]))
def test_a_cut_body_is_never_taken_for_a_whole_one(body: bytes, missing: int, size: int) -> None:
    for method in ("read", "readline"):
        stream = WholeInput(io.BytesIO(body), len(body) + missing)
        read = getattr(stream, method)
        with pytest.raises(CutRequest):
            [read(size) for _ in range(100)]
