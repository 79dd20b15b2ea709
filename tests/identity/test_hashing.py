"""Passwords are compared beside the event loop, a few at a time, and their time tells nothing."""

from __future__ import annotations

import asyncio
import threading
import time

import bcrypt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.identity import rules
from api.identity.hashing import PasswordThreads, TooManySignIns, evenly

# Texts that a request can bear: no half surrogates, no NUL.
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=90)


class Gate:
    """Work that waits until it is let through."""

    def __init__(self) -> None:
        self.opened = threading.Event()
        self.most = self._running = 0
        self._lock = threading.Lock()

    def work(self, number: int) -> int:
        with self._lock:
            self._running += 1
            self.most = max(self.most, self._running)
        self.opened.wait(10)
        with self._lock:
            self._running -= 1
        return number


async def test_a_storm_is_worked_off_a_few_at_a_time_and_the_loop_goes_on() -> None:
    threads, gate = PasswordThreads(threads=2, most_waiting=10), Gate()
    storm = [asyncio.create_task(threads.run(gate.work, number)) for number in range(12)]
    began = asyncio.get_running_loop().time()
    for _ in range(20):
        await asyncio.sleep(0.001)
    assert asyncio.get_running_loop().time() - began < 1
    gate.opened.set()
    assert await asyncio.gather(*storm) == list(range(12))
    assert gate.most == 2


async def test_who_comes_when_the_queue_is_full_is_told_to_come_back() -> None:
    threads, gate = PasswordThreads(threads=1, most_waiting=2), Gate()
    waiting = [asyncio.create_task(threads.run(gate.work, number)) for number in range(3)]
    await asyncio.sleep(0)
    with pytest.raises(TooManySignIns) as refused:
        await threads.run(gate.work, 4)
    assert (refused.value.status, refused.value.headers) == (503, {"Retry-After": "5"})
    gate.opened.set()
    assert await asyncio.gather(*waiting) == [0, 1, 2]
    assert await threads.run(gate.work, 5) == 5


async def test_work_that_fails_or_is_given_up_leaves_its_place() -> None:
    threads = PasswordThreads(threads=1, most_waiting=0)
    for _ in range(3):
        with pytest.raises(ZeroDivisionError):
            await threads.run(lambda: 1 // 0)
    task = asyncio.create_task(threads.run(time.sleep, 0.05))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await threads.run(lambda: "again") == "again"


async def took(milliseconds: int, *failures: type[Exception], fails: bool = False) -> float:
    loop = asyncio.get_running_loop()
    began = loop.time()
    try:
        async with evenly(milliseconds, *failures):
            if fails:
                raise KeyError
    except KeyError:
        pass
    return loop.time() - began


async def test_what_must_take_equally_long_does() -> None:
    assert await took(50) >= 0.05
    assert await took(50, KeyError, fails=True) >= 0.05


async def test_what_tells_nothing_is_not_kept_waiting() -> None:
    assert await took(5000, KeyError) < 2
    assert await took(5000, fails=True) < 2


@settings(max_examples=25, deadline=None)
@given(password=TEXTS, other=TEXTS)
def test_an_imported_hash_knows_the_first_72_bytes_of_a_password(password: str, other: str) -> None:
    kept = bcrypt.hashpw(password.encode()[:72], bcrypt.gensalt(4)).decode()
    for prefix in ("$2y$", "$2a$", "$2b$"):
        fits, better = rules.verify_password(password, prefix + kept[4:])
        assert fits
        assert better is not None
        assert better.startswith("$argon2id$")
        assert rules.verify_password(password, better) == (True, None)
    same = other.encode()[:72] == password.encode()[:72]
    assert rules.verify_password(other, kept)[0] is same


@settings(max_examples=10, deadline=None)
@given(password=TEXTS, other=TEXTS)
def test_our_own_hash_knows_the_whole_password(password: str, other: str) -> None:
    kept = rules.hash_password(password)
    assert rules.verify_password(password, kept) == (True, None)
    assert rules.verify_password(other, kept)[0] is (other == password)


@given(secret=TEXTS, other=TEXTS)
def test_a_secret_of_a_letter_fits_itself_alone(secret: str, other: str) -> None:
    kept = rules.hash_secret(secret)
    assert rules.fits_secret(secret, kept)
    assert rules.fits_secret(other, kept) is (other == secret)


@given(st.text(max_size=40))
def test_what_is_no_hash_fits_nothing(kept: str) -> None:
    assert not rules.fits_secret("secret", kept)
    assert rules.verify_password("password", kept) == (False, None)
