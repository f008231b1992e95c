import pytest
from hypothesis import given
from hypothesis import strategies as st

from milliard.accounts.devices import describe_device


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox sur Linux"),
        (
            "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36",
            "Chrome sur Android",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1",
            "Safari sur iPhone",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140 Safari/537 Edg/140",
            "Edge sur Windows",
        ),
        ("", "un appareil"),
        ("curl/8.0", "un appareil"),
    ],
)
def test_known_devices_are_named(user_agent: str, words: str) -> None:
    assert describe_device(user_agent) == words


@given(st.text(max_size=300))
def test_nothing_a_browser_sends_is_repeated(user_agent: str) -> None:
    assert len(describe_device(user_agent)) < 40
