from __future__ import annotations

import socket

import pytest
from requests import Session
from requests.exceptions import ContentDecodingError, ReadTimeout, TooManyRedirects

from tests.liar import lying
from web.login.patience import MOST, SECONDS, session


def test_who_says_nothing_is_not_waited_for():
    with socket.create_server(("127.0.0.1", 0)) as silent, session(0.1) as line:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        with pytest.raises(ReadTimeout):
            line.get(address, timeout=60)

    assert _seconds(session()) == [SECONDS, SECONDS]


def _seconds(made: Session) -> list[float]:
    return [made.get_adapter(f"{scheme}://x").seconds for scheme in ("http", "https")]


def test_a_long_answer_is_read_to_a_megabyte_and_no_further():
    with lying() as liar, session() as line:
        liar.say("/long", b"x" * MOST)
        liar.say("/longer", b"x" * (MOST + 1))

        assert len(line.get(f"{liar.base}/long").content) == MOST
        with pytest.raises(ContentDecodingError):
            line.get(f"{liar.base}/longer")


def test_nobody_is_followed_elsewhere():
    with lying() as liar, session() as line:
        liar.say("/here", {}, 307, location=f"{liar.base}/there")

        with pytest.raises(TooManyRedirects):
            line.post(f"{liar.base}/here", data={"secret": "x"})
        assert liar.asked == ["/here"]
