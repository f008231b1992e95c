"""The one door for what comes from outside: canonical texts of the subgroup pass, nothing else."""

import pickle
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nacl.bindings import crypto_core_ed25519_add

from engines.ballots import GROUP_NAMES, RefusalCode, RefusedError, group_of

ED = group_of("Ed25519")
#: y = −1: the point of order 2.
ORDER_TWO = (2**255 - 19 - 1).to_bytes(32, "little")


@pytest.mark.parametrize("name", GROUP_NAMES)
def test_powers_agree_however_they_are_computed(name):
    group = group_of(name)
    draw = random.Random(name)
    one, other = draw.randrange(group.order), draw.randrange(group.order)
    element = group.base_power(one)
    for exponent in (0, 1, -other, group.order):
        expected = group.base_power(one * exponent)
        assert group.power(element, exponent) == group.powers_of(element)(exponent) == expected
    assert group.divide(element, element) == group.neutral
    assert group.multiply(element, group.neutral) == element
    assert group.power(group.neutral, other) == group.neutral
    assert group.commitment(one, element, other) == group.base_power(one + one * other)
    assert group.product([element, element, element]) == group.power(element, 3)


@pytest.mark.parametrize("name", ["Ed25519", "BELENIOS-2048"])
@given(data=st.data())
@settings(max_examples=25, deadline=None)
def test_what_a_group_writes_it_reads(name, data):
    group = group_of(name)
    scalar = data.draw(st.integers(0, group.order - 1))
    element = group.base_power(scalar)
    assert group.element(group.text(element)) == element
    assert len(group.text(element)) <= group.element_digits
    assert group.scalar(str(scalar)) == scalar


@pytest.mark.parametrize("name", GROUP_NAMES)
@given(text=st.one_of(st.text(max_size=70), st.text("0123456789abcdef", min_size=60, max_size=66)))
@settings(max_examples=80, deadline=None)
def test_a_text_that_is_read_is_the_one_written(name, text):
    group = group_of(name)
    for read, write in ((group.element, group.text), (group.scalar, str)):
        try:
            found = read(text)
        except RefusedError:
            continue
        assert write(found) == text


@pytest.mark.parametrize("name", GROUP_NAMES)
@pytest.mark.parametrize("text", ["", "-1", "+1", "01", " 1", "1 ", "1e3", "١", "1_0", None, 3, True, ["1"]])
def test_scalars_have_one_text(name, text):
    group = group_of(name)
    for wrong in (text, str(group.order), "9" * 5000):
        with pytest.raises(RefusedError) as caught:
            group.scalar(wrong)
        assert caught.value.refusal.code is RefusalCode.BAD_SCALAR


def test_edwards_elements_are_canonical_and_of_prime_order():
    good = ED.text(ED.base_power(12345))
    mixed = crypto_core_ed25519_add(ED.base_power(12345), ORDER_TWO)
    beyond = (2**255 - 19 + 3).to_bytes(32, "little")
    minus_zero = b"\x01" + bytes(30) + b"\x80"
    wrong = [good.upper(), good[:-1], good + "0", "0x" + good[2:], "g" * 64, "é" * 64, None, 7]
    wrong += [bytes(point)[::-1].hex() for point in (mixed, ORDER_TWO, bytes(32), beyond, minus_zero)]
    for text in wrong:
        with pytest.raises(RefusedError) as caught:
            ED.element(text)
        assert caught.value.refusal.code is RefusalCode.BAD_ELEMENT


@pytest.mark.parametrize("name", ["BELENIOS-2048", "RFC-3526-2048"])
def test_finite_field_elements_are_canonical_and_of_prime_order(name):
    group = group_of(name)
    good = int(group.text(group.base_power(12345)))
    modulus = group.modulus
    assert group.element(str(good))
    # −good is of order 2q: with its square root of one, an answer could hide in the factor two.
    for number in (0, modulus, modulus - good, modulus - 1, good + modulus, modulus - 4):
        with pytest.raises(RefusedError):
            group.element(str(number))
    with pytest.raises(RefusedError):
        group.element(f"0{good}")


@pytest.mark.parametrize("name", GROUP_NAMES)
def test_the_neutral_element_is_nobody_s_key(name):
    group = group_of(name)
    text = group.text(group.neutral)
    assert group.element(text) == group.neutral
    with pytest.raises(RefusedError):
        group.key(text)


def test_groups_are_named_once():
    assert all(pickle.loads(pickle.dumps(group_of(name))) is group_of(name) for name in GROUP_NAMES)  # noqa: S301
    with pytest.raises(RefusedError) as caught:
        group_of("Ed448")
    assert caught.value.refusal.code is RefusalCode.UNKNOWN_GROUP
