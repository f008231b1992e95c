from milliard.core.money import format_euros, to_decimal


def test_writes_in_french() -> None:
    assert format_euros(123_456) == "1\u202f234,56\u00a0€"
    assert format_euros(123_400) == "1\u202f234\u00a0€"
    assert format_euros(-50, with_cents=True) == "\u22120,50\u00a0€"
    assert format_euros(149, with_cents=False) == "1\u00a0€"
    assert format_euros(-40, with_cents=False) == "0\u00a0€"


def test_decimal_is_exact() -> None:
    assert str(to_decimal(10**15 + 1)) == "10000000000000.01"
