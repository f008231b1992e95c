"""The archive: written by appending, read within bounds, one byte off and it is refused."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engines.ballots import (
    ArchiveEventKind,
    RefusalCode,
    add_ballots,
    append_ballot,
    append_count,
    append_end,
    append_result,
    append_share,
    decrypt_sums,
    extends,
    find_result,
    make_ballot,
    open_archive,
    read_archive,
    verify_archive,
)
from engines.ballots._tar import BLOCK, member
from engines.ballots.tests.building import Kind, draws, finish, hold, write_script


@pytest.fixture(scope="module")
def held():
    return hold(threshold=True, weights=(3, 1, 12))


def test_what_is_appended_is_what_is_read(held):
    chance = draws(2)
    election, stages = held.election, []
    found = open_archive(election, held.trustees, held.roll, timestamp=1_795_000_000)
    whole = found.raw

    def grow(step):
        nonlocal whole, found
        old = whole
        found = step
        whole += step.raw
        assert extends(io.BytesIO(old), io.BytesIO(whole))
        assert not extends(io.BytesIO(whole), io.BytesIO(old))
        assert found.tip.size == len(whole)
        contents = read_archive(io.BytesIO(whole))
        assert contents.tip == found.tip
        stages.append(contents.stage)

    for ballot in held.ballots[:2]:
        grow(append_ballot(found.tip, ballot.raw))
    grow(append_end(found.tip))
    count = add_ballots(election, [(each, held.weight(each)) for each in held.ballots[:2]])
    grow(append_count(found.tip, election, count))
    shares = {}
    for owner, secret in held.secrets.items():
        shares[owner] = decrypt_sums(election, count.sums, secret, randomness=chance)
        grow(append_share(found.tip, election, owner, shares[owner]))
    grow(append_result(found.tip, find_result(election, count, held.trustees, shares)))
    assert stages == [Kind.BALLOT] * 2 + [Kind.END_BALLOTS, Kind.ENCRYPTED_TALLY] + [Kind.SHARE] * 3 + [
        ArchiveEventKind.RESULT
    ]
    verdict = verify_archive(io.BytesIO(whole))
    assert verdict.stands
    assert verdict.count.weight == 4
    contents = read_archive(io.BytesIO(whole))
    assert (contents.election, contents.roll, contents.shares) == (election, held.roll, shares)


def test_the_last_ballot_of_a_credential_counts(held):
    again = hold(weights=(3, 1, 12), threshold=True)
    # The voter of weight 3 changes their mind.
    changed = make_ballot(again.election, again.secret(0), [(0, 1, 1), (1, 0, 0)], randomness=draws(9))
    again.ballots.append(changed)
    finish(again, draws(10))
    verdict = again.verify()
    assert verdict.stands
    assert (verdict.ballots, verdict.count.ballots, verdict.count.weight) == (11, 10, 23)
    moved = [
        [new - old for new, old in zip(after, before, strict=True)]
        for after, before in zip(verdict.result, held.verify().result, strict=True)
    ]
    assert moved == [[-3, 3, 3], [3, -3, 0]]


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_one_byte_off_anywhere_is_refused(held, data):
    raw = held.write()
    position = data.draw(st.integers(0, len(raw) - 1))
    value = data.draw(st.integers(0, 255).filter(lambda byte: byte != raw[position]))
    changed = raw[:position] + bytes([value]) + raw[position + 1 :]
    assert not verify_archive(io.BytesIO(changed)).stands


@given(st.data())
@settings(max_examples=25, deadline=None)
def test_a_cut_archive_is_refused_between_events_only(held, data):
    raw = held.write()
    ends = set()
    size = 0
    for count in range(1, len(held.script) + 1):
        size = len(write_script(held.script[:count]))
        ends.add(size)
    position = data.draw(st.one_of(st.integers(0, len(raw) - 1), st.sampled_from(sorted(ends))))
    assert verify_archive(io.BytesIO(raw[:position])).stands == (position in ends)


def test_any_bytes_are_refused_and_never_break():
    for raw in (b"", b"\0" * 10_240, b"PK\3\4" * 300, member("BELENIOS", b"{}", 0), member("x", b"y", 0)):
        assert not verify_archive(io.BytesIO(raw)).stands


def test_sizes_are_refused_before_they_are_read(held):
    """A header that announces a terabyte costs a header."""

    class Counted(io.BytesIO):
        total = 0

        def read(self, size=-1):
            self.total += size
            return super().read(size)

    setup = write_script(held.script[:1])
    huge = bytearray(member("0" * 64 + ".data.json", b"", 1_795_000_000))
    huge[124:135] = b"77777777777"
    stream = Counted(setup + bytes(huge))
    (found,) = verify_archive(stream).refusals
    assert found.code is RefusalCode.TOO_LARGE
    assert stream.total <= len(setup) + 2 * BLOCK
    wide = held.ballots[0].raw.replace(b'"answers":[', b'"answers":[' + b" " * held.election.largest_member)
    (found,) = verify_archive(io.BytesIO(write_script([*held.script[:1], (Kind.BALLOT, [wide])]))).refusals
    assert found.code is RefusalCode.TOO_LARGE


def test_nothing_hides_between_events(held):
    setup, ballot = held.script[0], held.script[1]
    stray = b'"un message"'
    extra = write_script([setup, (Kind.BALLOT, [stray, *ballot[1]])])
    assert [each.code for each in verify_archive(io.BytesIO(extra)).refusals] == [RefusalCode.STRAY_DATA]
    ended = write_script([setup, (Kind.END_BALLOTS, [stray])])
    assert [each.code for each in verify_archive(io.BytesIO(ended)).refusals] == [RefusalCode.STRAY_DATA]
    whole = write_script([setup]) + member(f"{'0' * 64}.data.json", b"", 1_795_000_000)
    assert [each.code for each in verify_archive(io.BytesIO(whole)).refusals] == [RefusalCode.BAD_NAME]
