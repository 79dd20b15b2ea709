"""Letters by e-mail: composed here, and handed to a mail server or kept in a folder.

A mailer says what became of a letter: it returns when somebody took it over, raises ``TryAgain`` or
``GiveUp`` when nobody did, and anything else when that cannot be known. The letter's end is the
single dot that closes it: until that dot is on its way a mail server must throw the letter away, so
the hand-over is announced between the last line and the dot.
"""

from __future__ import annotations

import asyncio
import email.policy
import os
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import Final, Literal, Protocol

import aiosmtplib
import msgspec
import structlog

from api.kit.jobs import GiveUp, HandOver, TryAgain

COMPLETED: Final = 250
START_INPUT: Final = 354
FIRST_PERMANENT: Final = 500
LONGEST_NAME: Final = 120
_UNPRINTABLE: Final = re.compile(r"[\s\x00-\x1f\x7f\u2028\u2029]+")
_ADDRESS: Final = re.compile(
    r"[^\s\x00-\x20\x7f<>()\[\],;:\\\"@]+@[^\s\x00-\x20\x7f<>()\[\],;:\\\"@]+"
)
_LEADING_DOT: Final = re.compile(rb"(?m)^\.")

log = structlog.get_logger("stoa.mail")


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    """What one person is written. ``moment`` is when, aware and in UTC.

    ``reference`` is the same at every attempt and different for every letter: the Message-ID is
    made of it, by which a mail server's log can be searched. ``name`` says what kind it is.
    """

    name: str
    reference: str
    to_name: str
    to_address: str
    from_name: str
    subject: str
    text: str
    html: str
    language: str
    moment: datetime
    reply_to: str | None = None
    unsubscribe: str | None = None
    """An address on the web where the reader ends letters of this kind."""


class MailServer(msgspec.Struct, frozen=True, kw_only=True):
    """Which server takes letters over. ``timeout`` is in seconds, for each of its answers."""

    host: str
    port: int
    tls: Literal["starttls", "implicit", "none"] = "starttls"
    user: str | None = None
    password: str | None = None
    timeout: float = 20.0
    ca_file: str | None = None

    def __repr__(self) -> str:
        return f"{self.host}:{self.port}"


class Mailer(Protocol):
    """Hands letters over."""

    async def send(self, letter: Letter, hand_over: HandOver) -> str:
        """Returns what the one who took it over answered."""


class SmtpMailer:
    """Hands each letter to a mail server, over a connection of its own."""

    def __init__(self, server: MailServer, from_address: str) -> None:
        self._server = server
        self._from_address = from_address

    async def send(self, letter: Letter, hand_over: HandOver) -> str:
        recipient = _address(letter.to_address)
        message = compose(letter, self._from_address)
        client = self._client()
        try:
            with self._told():
                await client.connect()
            with self._told(final=True):
                await self._address_envelope(client, recipient)
                await _write_letter(client, message)
            await hand_over()
            return await self._finish(client)
        finally:
            client.close()

    def _client(self) -> aiosmtplib.SMTP:
        server = self._server
        context = None
        if server.tls != "none":
            context = ssl.create_default_context(cafile=server.ca_file)
        return aiosmtplib.SMTP(
            hostname=server.host,
            port=server.port,
            username=server.user,
            password=server.password,
            local_hostname=_address(self._from_address).rpartition("@")[2],
            timeout=server.timeout,
            use_tls=server.tls == "implicit",
            start_tls=server.tls == "starttls",
            tls_context=context,
        )

    async def _address_envelope(self, client: aiosmtplib.SMTP, recipient: str) -> None:
        options, encoding = [], "ascii"
        if not recipient.isascii():
            await client.ehlo()
            if not client.supports_extension("smtputf8"):
                raise GiveUp(f"{self._server!r} takes no addresses beyond ASCII.")
            options, encoding = ["SMTPUTF8"], "utf-8"
        await client.mail(_address(self._from_address), options=options, encoding=encoding)
        await client.rcpt(recipient, encoding=encoding)

    async def _finish(self, client: aiosmtplib.SMTP) -> str:
        """Send the dot and hear what became of the letter; whatever is no answer is raised."""
        protocol = client.protocol
        if protocol is None:
            raise ConnectionResetError("The mail server hung up before the letter's end.")
        protocol.write(b".\r\n")
        code, answer = await protocol.read_response()
        if code != COMPLETED:
            raise self._refusal(code, answer)
        with suppress(aiosmtplib.SMTPException):
            # Its answer does not matter, and the job's mark should follow at once.
            protocol.write(b"QUIT\r\n")
        return f"{code} {answer}"

    @contextmanager
    def _told(self, *, final: bool = False) -> Iterator[None]:
        """Whatever goes wrong before the hand-over; ``final`` where the server may refuse for good.

        A server that refuses the connection or the login is wrongly set up, not the letter.
        """
        try:
            yield
        except aiosmtplib.SMTPResponseException as answer:
            if final:
                raise self._refusal(answer.code, answer.message) from answer
            raise TryAgain(self._said(answer.code, answer.message)) from answer
        except (aiosmtplib.SMTPException, OSError) as reason:
            raise TryAgain(f"{self._server!r}: {reason or type(reason).__name__}") from reason

    def _refusal(self, code: int, answer: str) -> TryAgain | GiveUp:
        said = self._said(code, answer)
        return GiveUp(said) if code >= FIRST_PERMANENT else TryAgain(said)

    def _said(self, code: int, answer: str) -> str:
        return f"{self._server!r} answered {code} {_one_line(answer)}"


class FolderMailer:
    """Keeps letters as files instead of sending them: for a machine without a mail server.

    ``NAME.eml`` is the whole letter, ``NAME.html`` what a reader sees. Without a folder only the
    line in the log remains.
    """

    def __init__(self, folder: Path | None, from_address: str) -> None:
        self._folder = folder
        self._from_address = from_address

    async def send(self, letter: Letter, hand_over: HandOver) -> str:
        kept = "nowhere"
        if self._folder is not None:
            kept = await asyncio.to_thread(self._keep, self._folder, letter)
        log.info("mail.kept", letter=letter.name, reference=letter.reference, file=kept)
        return f"kept in {kept}"

    def _keep(self, folder: Path, letter: Letter) -> str:
        """Written again under the same name when repeated, whole or not at all."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = folder / f"{letter.name}-{letter.reference}.eml"
        _write(path, compose(letter, self._from_address, readable=True))
        _write(path.with_suffix(".html"), letter.html.encode())
        return str(path)


def compose(letter: Letter, from_address: str, *, readable: bool = False) -> bytes:
    """The letter as it goes over the wire; ``readable`` leaves the text as it is (eight bits).

    Raises ``GiveUp`` when the recipient's address cannot be one. Line breaks in names and subjects
    become blanks, so nobody's name adds a header.
    """
    recipient = _address(letter.to_address)
    policy = email.policy.SMTP if recipient.isascii() else email.policy.SMTPUTF8
    message = EmailMessage(policy=policy)
    domain = _address(from_address).rpartition("@")[2]
    message["Date"] = format_datetime(letter.moment)
    message["From"] = _named(letter.from_name, from_address)
    message["To"] = _named(letter.to_name, letter.to_address)
    message["Subject"] = _one_line(letter.subject)
    message["Message-ID"] = f"<{letter.reference}@{domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    if letter.reply_to:
        message["Reply-To"] = _named("", letter.reply_to)
    if letter.unsubscribe:
        message["List-Unsubscribe"] = f"<{_one_line(letter.unsubscribe)}>"
    cte = "8bit" if readable else "quoted-printable"
    message.set_content(letter.text, cte=cte)
    message.add_alternative(letter.html, subtype="html", cte=cte)
    message["Content-Language"] = letter.language
    message.set_boundary(f"=_{letter.reference}")
    return message.as_bytes()


async def _write_letter(client: aiosmtplib.SMTP, message: bytes) -> None:
    """Everything but the dot. Until that comes the server must not deliver (RFC 5321, 4.1.1.4)."""
    code, answer = await client.execute_command(b"DATA")
    if code != START_INPUT:
        raise aiosmtplib.SMTPDataError(code, answer)
    if client.protocol is None:
        raise aiosmtplib.SMTPServerDisconnected("Connection lost")
    if not message.endswith(b"\r\n"):
        message += b"\r\n"
    client.protocol.write(_LEADING_DOT.sub(b"..", message))


def _named(name: str, address: str) -> Address:
    spelled = _address(address)
    user, _, domain = spelled.rpartition("@")
    return Address(_one_line(name)[:LONGEST_NAME], user, domain)


def _address(text: str) -> str:
    """An address with its domain in ASCII. Raises ``GiveUp``."""
    user, _, domain = text.strip().rpartition("@")
    try:
        spelled = f"{user}@{domain.encode('idna').decode()}"
    except UnicodeError:
        spelled = ""
    if _ADDRESS.fullmatch(spelled) is None:
        raise GiveUp("The recipient's address is none that a letter can go to.")
    return spelled


def _one_line(text: str) -> str:
    return _UNPRINTABLE.sub(" ", text).strip()


def _write(path: Path, content: bytes) -> None:
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
    fresh.replace(path)
