"""That tests cannot go online is itself tested: a guard that lets everything pass proves nothing."""

from __future__ import annotations

import socket
import urllib.error
import urllib.request

import pytest


@pytest.mark.parametrize("family", [socket.AF_INET, socket.AF_INET6])
def test_whoever_goes_online_fails(family: int) -> None:
    with socket.socket(family) as one, pytest.raises(AssertionError, match="went online"):
        one.connect(("127.0.0.1", 9))


def test_whoever_asks_for_a_name_fails() -> None:
    with pytest.raises((AssertionError, urllib.error.URLError), match="went online"):
        urllib.request.urlopen("http://localhost:9/")


def test_what_stays_on_this_computer_is_let_through() -> None:
    one, other = socket.socketpair()
    with one, other:
        one.sendall(b"x")
        assert other.recv(1) == b"x"
