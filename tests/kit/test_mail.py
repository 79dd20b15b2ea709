"""Letters against a real mail server: taken over, refused, left without an answer."""

from __future__ import annotations

import asyncio
import socket
import stat
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import aiosmtplib
import msgspec
import pytest

from api.kit.jobs import GiveUp, TryAgain
from api.kit.mail import FolderMailer, Letter, MailServer, SmtpMailer, compose
from tests.support.smtp import (
    CERTIFICATE,
    HOST,
    PASSWORD,
    USER,
    PostOffice,
    open_office,
    server_context,
)

if TYPE_CHECKING:
    from pathlib import Path

FROM = "no-reply@shop.example"
LETTER = Letter(
    name="greeting",
    reference="17.00000000-0000-4000-8000-00000000000a",
    to_name="Ελένη Παπαδοπούλου",
    to_address="eleni@example.com",
    from_name="Αγορά «Ελαία»",
    subject="Ο νέος σας κωδικός",
    text="Γεια σας!\n.μια γραμμή με τελεία\n" + "μακριά γραμμή " * 200 + "\n",
    html="<p>Γεια σας!</p>\n",
    language="el",
    moment=datetime(2026, 1, 15, 12, 0, tzinfo=UTC),
)


class Crossing:
    """Counts hand-overs, and may refuse one."""

    def __init__(self, fault: Exception | None = None) -> None:
        self.times = 0
        self._fault = fault

    async def __call__(self) -> None:
        if self._fault is not None:
            raise self._fault
        self.times += 1


async def send(
    office: PostOffice, crossing: Crossing, letter: Letter = LETTER, **server: Any
) -> str:
    options = {"host": HOST, "port": office.port, "tls": "none", "timeout": 0.5, **server}
    mailer = SmtpMailer(msgspec.convert(options, MailServer), FROM)
    return await mailer.send(letter, crossing)


# What a letter is ---------------------------------------------------------------------------------


async def test_a_greek_letter_arrives_as_it_was_written() -> None:
    crossing = Crossing()
    async with open_office(PostOffice()) as office:
        assert await send(office, crossing) == "250 2.0.0 Taken over as A1"
    [letter] = office.letters
    assert office.recipients == ["eleni@example.com"]
    assert crossing.times == 1
    assert letter["subject"] == "Ο νέος σας κωδικός"
    assert letter["to"] == "Ελένη Παπαδοπούλου <eleni@example.com>"
    assert letter["from"] == "Αγορά «Ελαία» <no-reply@shop.example>"
    assert letter["date"] == "Thu, 15 Jan 2026 12:00:00 +0000"
    assert letter["message-id"] == f"<{LETTER.reference}@shop.example>"
    assert letter["auto-submitted"] == "auto-generated"
    assert letter["content-language"] == "el"
    plain, html = letter.iter_parts()
    assert letter.get_content_type() == "multipart/alternative"
    assert plain.get_content().replace("\r\n", "\n") == LETTER.text
    assert html.get_content().replace("\r\n", "\n") == LETTER.html


def test_a_letter_is_the_same_to_the_byte_at_every_attempt() -> None:
    assert compose(LETTER, FROM) == compose(LETTER, FROM)


def test_every_line_keeps_to_the_length_that_mail_servers_take() -> None:
    assert max(map(len, compose(LETTER, FROM).split(b"\r\n"))) <= 998


@pytest.mark.parametrize("field", ["to_name", "from_name", "subject"])
@pytest.mark.parametrize("line_end", ["\r\n", "\n", "\r", "\u2028", "\x0b", "\x00"])
def test_no_text_adds_a_header(field: str, line_end: str) -> None:
    evil = f"Eve{line_end}Bcc: all@example.com{line_end}{line_end}Bought"
    letter = msgspec.structs.replace(LETTER, **{field: evil})
    names = [line.split(b":")[0].lower() for line in compose(letter, FROM).split(b"\r\n")]
    assert b"bcc" not in names
    assert names.count(b"subject") == 1


@pytest.mark.parametrize(
    "address",
    [
        "",
        "nobody",
        "@example.com",
        "eve@",
        "a@example.com, b@example.com",
        "eve@example.com\r\nRCPT TO:<all@example.com>",
        "eve@example.com\r\nBcc: all@example.com",
        "<eve@example.com>",
        "eve eve@example.com",
    ],
)
async def test_an_address_that_is_none_is_given_up_before_anybody_is_called(address: str) -> None:
    letter = msgspec.structs.replace(LETTER, to_address=address)
    crossing = Crossing()
    async with open_office(PostOffice()) as office:
        with pytest.raises(GiveUp, match="recipient's address"):
            await send(office, crossing, letter)
    assert (crossing.times, office.letters) == (0, [])


async def test_a_greek_domain_is_spelled_as_the_network_does() -> None:
    letter = msgspec.structs.replace(LETTER, to_address="eleni@παράδειγμα.gr")
    async with open_office(PostOffice()) as office:
        await send(office, Crossing(), letter)
    assert office.recipients == ["eleni@xn--hxajbheg2az3al.gr"]


async def test_a_greek_address_goes_to_a_server_that_takes_one() -> None:
    letter = msgspec.structs.replace(LETTER, to_address="ελένη@example.com")
    async with open_office(PostOffice()) as office:
        await send(office, Crossing(), letter)
    assert office.recipients == ["ελένη@example.com"]


def test_what_ends_a_subscription_is_a_header() -> None:
    letter = msgspec.structs.replace(LETTER, unsubscribe="https://shop.example/off")
    assert b"List-Unsubscribe: <https://shop.example/off>\r\n" in compose(letter, FROM)
    assert b"List-Unsubscribe" not in compose(LETTER, FROM)


# What a mail server may say -----------------------------------------------------------------------


@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA", "DOT"])
@pytest.mark.parametrize(
    ("answer", "verdict"),
    [("451 4.3.0 Try later", TryAgain), ("550 5.1.1 No such mailbox", GiveUp)],
)
async def test_a_refusal_at_any_step_is_told_in_the_server_s_words(
    step: str, answer: str, verdict: type[Exception]
) -> None:
    crossing = Crossing()
    async with open_office(PostOffice()) as office:
        office.answers[step] = answer
        with pytest.raises(verdict) as told:
            await send(office, crossing)
    assert str(told.value) == f"127.0.0.1:{office.port} answered {answer}"
    assert office.letters == []
    assert crossing.times == (1 if step == "DOT" else 0)


@pytest.mark.parametrize("step", ["EHLO", "MAIL", "RCPT", "DATA"])
async def test_a_server_that_falls_silent_before_the_end_is_tried_again(step: str) -> None:
    crossing = Crossing()
    async with open_office(PostOffice()) as office:
        office.stalls.add(step)
        with pytest.raises(TryAgain, match="Timed out"):
            await send(office, crossing)
    assert (crossing.times, office.letters) == (0, [])


async def test_a_server_that_does_not_greet_is_tried_again() -> None:
    silent = await asyncio.start_server(lambda _, __: asyncio.sleep(60), HOST, 0)
    office = PostOffice()
    office.port = silent.sockets[0].getsockname()[1]
    with pytest.raises(TryAgain, match=r"[Tt]im"):
        await send(office, Crossing())
    silent.close()


async def test_a_closed_door_is_tried_again() -> None:
    office = PostOffice()
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        office.port = probe.getsockname()[1]
    with pytest.raises(TryAgain, match=rf"127.0.0.1:{office.port}: "):
        await send(office, Crossing())


async def test_nobody_knows_when_the_answer_to_the_end_is_lost() -> None:
    crossing = Crossing()
    async with open_office(PostOffice()) as office:
        office.answers["LOSE"] = ""
        with pytest.raises(aiosmtplib.SMTPServerDisconnected):
            await send(office, crossing)
    assert (crossing.times, len(office.letters)) == (1, 1)


async def test_nobody_knows_when_the_server_falls_silent_at_the_end() -> None:
    async with open_office(PostOffice()) as office:
        office.stalls.add("DOT")
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.5):
                await send(office, Crossing())
    assert len(office.letters) == 1


async def test_a_letter_whose_hand_over_is_refused_never_ends_and_is_thrown_away() -> None:
    async with open_office(PostOffice()) as office:
        with pytest.raises(LookupError):
            await send(office, Crossing(LookupError("somebody else has it")))
        await asyncio.sleep(0.05)
    assert office.letters == []


# TLS and login ------------------------------------------------------------------------------------


async def test_starttls_with_a_login() -> None:
    office = PostOffice()
    office.tls, office.require_tls, office.require_login = server_context(), True, True
    login: dict[str, Any] = {"user": USER, "password": PASSWORD, "ca_file": str(CERTIFICATE)}
    async with open_office(office):
        await send(office, Crossing(), tls="starttls", **login)
    assert (office.secured, office.logins) == ([True], [USER.encode()])


async def test_tls_from_the_first_byte() -> None:
    async with open_office(PostOffice(), implicit=server_context()) as office:
        await send(office, Crossing(), tls="implicit", ca_file=str(CERTIFICATE))
    assert len(office.letters) == 1


@pytest.mark.parametrize("tls", ["starttls", "implicit"])
async def test_a_server_that_cannot_prove_its_name_gets_neither_password_nor_letter(
    tls: str,
) -> None:
    office = PostOffice()
    office.tls = server_context() if tls == "starttls" else None
    async with open_office(office, implicit=server_context() if tls == "implicit" else None):
        with pytest.raises(TryAgain, match=r"(?i)certificate"):
            await send(office, Crossing(), tls=tls, user=USER, password=PASSWORD)
    assert (office.letters, office.logins) == ([], [])


async def test_a_server_without_tls_gets_neither_password_nor_letter() -> None:
    async with open_office(PostOffice()) as office:
        with pytest.raises(TryAgain, match="STARTTLS"):
            await send(office, Crossing(), tls="starttls", user=USER, password=PASSWORD)
    assert (office.letters, office.logins) == ([], [])


async def test_a_wrong_password_is_the_operator_s_to_mend_so_letters_wait() -> None:
    office = PostOffice()
    office.tls, office.require_login = server_context(), True
    login: dict[str, Any] = {"user": USER, "password": "wrong", "ca_file": str(CERTIFICATE)}
    async with open_office(office):
        with pytest.raises(TryAgain, match="answered 535") as told:
            await send(office, Crossing(), tls="starttls", **login)
    assert "wrong" not in str(told.value)
    assert office.letters == []


# Without a mail server ----------------------------------------------------------------------------


async def test_without_a_server_letters_are_kept_for_their_owner_to_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mailer, crossing = FolderMailer(tmp_path / "mail", FROM), Crossing()
    for _ in range(2):
        await mailer.send(LETTER, crossing)
    kept = sorted((tmp_path / "mail").iterdir())
    assert [path.name for path in kept] == [
        f"greeting-{LETTER.reference}.eml",
        f"greeting-{LETTER.reference}.html",
    ]
    assert "Γεια σας!" in kept[0].read_text()
    assert kept[1].read_text() == LETTER.html
    assert {stat.S_IMODE(path.stat().st_mode) for path in kept} == {0o600}
    assert stat.S_IMODE((tmp_path / "mail").stat().st_mode) == 0o700
    # Writing a file again is harmless, so nothing is announced.
    assert crossing.times == 0
    assert "eleni" not in capsys.readouterr().err
