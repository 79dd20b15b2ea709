"""A real mail server for tests: it takes letters over, refuses them, or stalls where it is told."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

HOST = "127.0.0.1"
CERTIFICATE = Path(__file__).with_name("mail_server.pem")
USER, PASSWORD = "stoa", "open sesame"


def server_context() -> ssl.SSLContext:
    """How the server proves that it is 127.0.0.1, to whoever trusts ``CERTIFICATE``."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    return context


class PostOffice:
    """What the server does and what it got.

    ``answers`` maps a command (``EHLO``, ``MAIL``, ``RCPT``, ``DATA``, ``DOT``) to what is said
    instead of yes; ``stalls`` holds those after which the server falls silent, in every
    connection. ``plan`` names one such command for each connection to come; who stalls at ``DATA``
    goes on once ``resumed`` is set. ``DOT`` is the
    letter's end: what comes there has been taken over, even when the answer never leaves.
    """

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.recipients: list[str] = []
        self.logins: list[bytes] = []
        self.secured: list[bool] = []
        self.answers: dict[str, str] = {}
        self.stalls: set[str] = set()
        self.plan: list[str] = []
        self.stalled: list[str] = []
        self.resumed = asyncio.Event()
        self.port = 0
        self.tls: ssl.SSLContext | None = None
        self.require_tls = False
        self.require_login = False

    async def step(self, name: str, session: Session) -> str | None:
        """What to answer to this command; none is yes."""
        if name in self.stalls or session.__dict__.get("stall") == name:
            self.stalled.append(name)
            await (self.resumed if name == "DATA" else asyncio.Event()).wait()
        return self.answers.get(name)

    async def handle_EHLO(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, name: str, responses: list[str]
    ) -> list[str]:
        session.host_name = name
        session.__dict__["stall"] = self.plan.pop(0) if self.plan else None
        said = await self.step("EHLO", session)
        return [said] if said else responses

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        said = await self.step("MAIL", session)
        if said is None:
            envelope.mail_from = address
        return said or "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        said = await self.step("RCPT", session)
        if said is None:
            envelope.rcpt_tos.append(address)
        return said or "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        said = self.answers.get("DOT")
        if said is None or "LOSE" in self.answers:
            content = envelope.content
            assert isinstance(content, bytes)
            letter = message_from_bytes(content, policy=default)
            assert isinstance(letter, EmailMessage)
            self.letters.append(letter)
            self.recipients += envelope.rcpt_tos
            self.secured.append(session.ssl is not None)
        if "LOSE" in self.answers:
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
        await self.step("DOT", session)
        return said or "250 2.0.0 Taken over as A1"

    def login(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any
    ) -> AuthResult:
        assert isinstance(data, LoginPassword)
        self.logins.append(data.login)
        right = (data.login, data.password) == (USER.encode(), PASSWORD.encode())
        return AuthResult(success=right, handled=False)


class Counter(SMTP):
    """aiosmtpd with a word before DATA's go-ahead, which its handlers cannot say."""

    def __init__(self, office: PostOffice, **options: Any) -> None:
        super().__init__(office, **options)
        self._office = office

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802
        assert self.session is not None
        said = await self._office.step("DATA", self.session)
        if said is not None:
            await self.push(said)
            return
        await super().smtp_DATA(arg)


def _counter(office: PostOffice) -> Counter:
    return Counter(
        office,
        hostname="mail.test",
        enable_SMTPUTF8=True,
        tls_context=office.tls,
        require_starttls=office.require_tls,
        authenticator=office.login,
        auth_required=office.require_login,
        auth_require_tls=office.tls is not None,
    )


@asynccontextmanager
async def open_office(
    office: PostOffice, *, implicit: ssl.SSLContext | None = None
) -> AsyncIterator[PostOffice]:
    """The server on a free port, in this event loop."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: _counter(office), HOST, office.port, ssl=implicit)
    office.port = server.sockets[0].getsockname()[1]
    try:
        yield office
    finally:
        server.close()
