"""Two organisers press «tirer» at once; a volunteer leaves while the pool is frozen: real transactions."""

import datetime as dt
import json
from typing import Any

from engines import sortition
from milliard.society.enums import DrawState, EntryState
from milliard.society.models import Draw, DrawEntry, DrawRound
from milliard.society.services import entries, lottery
from milliard.society.tests.factories import SOURCE, call_ended, make_draw, pool, today, value_is_known


def freeze(draw: Draw) -> DrawRound:
    tomorrow = today() + dt.timedelta(days=1)
    return lottery.freeze_pool(draw=draw, public_source=SOURCE, public_on=tomorrow, by=None)


def test_two_organisers_press_at_once_and_there_is_one_draw(in_threads: Any) -> None:
    draw = make_draw()
    pool(draw)
    made = freeze(call_ended(draw))
    lottery.make_round(round_id=made.pk)
    value_is_known(draw)
    values = ("1 2 3", "4 5 6", "7 8 9")
    results = in_threads(
        *(lambda value=value: lottery.reveal(draw=draw, public_value=value, by=None) for value in values)
    )
    (won,) = (one for one in results if isinstance(one, DrawRound))
    assert sum(isinstance(one, lottery.AlreadyDrawn) for one in results) == 2
    kept = DrawRound.objects.get(draw=draw)
    assert kept.public_value == won.public_value
    assert sortition.verify(json.loads(kept.report)) == ()
    assert DrawEntry.objects.filter(draw=draw, state=EntryState.DRAWN).count() == 2


def test_who_leaves_while_the_pool_is_frozen_is_out_of_it_or_told_so(in_threads: Any) -> None:
    draw = make_draw()
    members = pool(draw)
    call_ended(draw)
    leaves = [lambda one=one: entries.withdraw(draw=draw, member=one, by=one.account) for one in members[:4]]
    results = in_threads(leaves[0], leaves[1], lambda: freeze(draw), leaves[2], leaves[3])
    draw.refresh_from_db()
    out = {row.member_id for row in DrawEntry.objects.filter(draw=draw, state=EntryState.WITHDRAWN)}
    for member, result in zip(members[:4], [*results[:2], *results[3:]], strict=True):
        assert (member.pk in out) == (result is None), result
        assert result is None or isinstance(result, entries.PoolIsFrozen)
    if draw.state == DrawState.FROZEN:
        published = json.loads(DrawRound.objects.get(draw=draw).lottery)["people"]
        inside = DrawEntry.objects.filter(draw=draw, state=EntryState.IN)
        assert {row[0] for row in published} == set(inside.values_list("number", flat=True))
        assert len(published) + len(out) == len(members)
    else:  # all four left first: two women and men may not be left
        assert isinstance(results[2], lottery.TargetsOutOfReach)
