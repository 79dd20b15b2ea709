"""What stands in the way of a start is said in one sentence with the remedy, not a traceback."""

from __future__ import annotations

import asyncio
import fcntl
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import asyncpg
import pytest

from ops.data.database_url import with_database, with_login
from ops.home import CHECKOUT, kept_secret, make_home, refuse_full_disk
from ops.refusal import Refusal
from ops.serve.ports import DEFAULT_PORT, refuse_taken, wanted_port
from ops.serve.run import Address, run_shop, serve_alone

if TYPE_CHECKING:
    from ops.serve.embedded import PrivateServer

LOOPBACK = "127.0.0.1"


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch: pytest.MonkeyPatch, open_folder: Path) -> None:
    for name in [name for name in os.environ if name.startswith("STOA_")]:
        monkeypatch.delenv(name)
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("STOA_HOME", str(open_folder / "home"))


@pytest.fixture
def free_address() -> Address:
    with socket.create_server((LOOPBACK, 0)) as probe:
        return Address(LOOPBACK, int(probe.getsockname()[1]), 1)


def _run(url: str, address: Address, monkeypatch: pytest.MonkeyPatch) -> str:
    """The sentence with which a start on this database is refused."""
    monkeypatch.setenv("DATABASE_URL", url)
    with pytest.raises(Refusal) as refused:
        run_shop(address)
    return refused.value.sentence


def _as_admin(server: PrivateServer, *statements: str) -> None:
    async def execute() -> None:
        connection = await asyncpg.connect(server.admin_url)
        for statement in statements:
            await connection.execute(statement)
        await connection.close()

    asyncio.run(execute())


def test_a_taken_port_is_named_with_a_free_one() -> None:
    with socket.create_server((LOOPBACK, 0)) as taken:
        port = int(taken.getsockname()[1])
        with pytest.raises(Refusal, match=rf"Port {port} .* taken .*STOA_PORT=\d+"):
            refuse_taken(LOOPBACK, port)


def test_a_port_that_lingering_connections_still_use_is_free() -> None:
    with socket.create_server((LOOPBACK, 0)) as listener:
        port = int(listener.getsockname()[1])
        with socket.create_connection((LOOPBACK, port)) as caller:
            accepted, _ = listener.accept()
            accepted.close()  # the side that closes first keeps the port in TIME_WAIT
            assert caller.recv(1) == b""
    refuse_taken(LOOPBACK, port)


def test_an_address_of_another_machine_is_refused() -> None:
    with pytest.raises(Refusal, match="address of this machine"):
        refuse_taken("192.0.2.1", DEFAULT_PORT)


@pytest.mark.parametrize("text", ["eight", "0", "65536", "-1", "80.5"])
def test_a_port_that_is_none_is_refused(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STOA_PORT", text)
    with pytest.raises(Refusal, match=r"STOA_PORT is .* from 1 to 65535"):
        wanted_port()


@pytest.mark.parametrize(
    "url",
    ["shop", "mysql://root@localhost/shop", "postgresql://a:b@[half/shop", "postgresql://h:port/x"],
)
def test_a_malformed_address_shows_a_right_one(
    url: str, free_address: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    sentence = _run(url, free_address, monkeypatch)
    assert "postgresql://role:password@host:5432/database" in sentence


def test_a_silent_server_is_named(free_address: Address, monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"postgresql://admin:secret@{LOOPBACK}:{free_address.port}/shop"
    sentence = _run(url, free_address, monkeypatch)
    assert sentence.startswith(f"No PostgreSQL answers at {LOOPBACK}:{free_address.port}.")
    assert "secret" not in sentence


def test_a_wrong_password_is_named(
    shared_server: PrivateServer, free_address: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = with_login(shared_server.admin_url, "stoa_admin", "not-the-password")
    sentence = _run(url, free_address, monkeypatch)
    assert "refuses the login" in sentence
    assert "Mend user and password in DATABASE_URL" in sentence
    assert "not-the-password" not in sentence


def test_a_role_that_may_not_create_roles_is_told_what_it_lacks(
    shared_server: PrivateServer, free_address: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    _as_admin(shared_server, "CREATE ROLE \"weak\" LOGIN PASSWORD 'weak'")
    url = with_database(with_login(shared_server.admin_url, "weak", "weak"), "shop_of_weak")
    sentence = _run(url, free_address, monkeypatch)
    assert sentence.endswith('As a superuser: ALTER ROLE "weak" CREATEROLE CREATEDB;')


def test_a_database_that_cannot_hold_greek_is_refused_with_the_line_that_makes_a_right_one(
    shared_server: PrivateServer, free_address: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    _as_admin(
        shared_server,
        "CREATE DATABASE latin TEMPLATE template0 ENCODING 'LATIN1' LOCALE_PROVIDER libc "
        "LOCALE 'C'",
    )
    url = with_database(shared_server.admin_url, "latin")
    sentence = _run(url, free_address, monkeypatch)
    assert "LATIN1, not UTF-8" in sentence
    _as_admin(shared_server, "DROP DATABASE latin", sentence[sentence.index("CREATE DATABASE") :])


def test_an_application_role_alone_cannot_prepare(
    free_address: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STOA_APP_DATABASE_URL", "postgresql://app@localhost/shop")
    with pytest.raises(Refusal, match="Set DATABASE_URL too, or use `stoa serve`"):
        run_shop(free_address)


def test_serving_alone_wants_a_migrated_database(
    shared_server: PrivateServer, free_address: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", with_database(shared_server.admin_url, "unmigrated"))
    with pytest.raises(Refusal, match="Run `stoa migrate up`"):
        serve_alone(free_address)


def test_a_setting_that_cannot_be_meant_is_named(
    free_address: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STOA_ENV", "nonsense")
    with pytest.raises(Refusal, match="STOA_ENV is 'nonsense'; use local, test or production"):
        run_shop(free_address)


def test_one_folder_runs_one_shop(open_folder: Path, free_address: Address) -> None:
    home = make_home(open_folder / "home")
    with (home / "run.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        held.write("4711")
        held.flush()
        with pytest.raises(Refusal, match=r"already runs from .* \(process 4711\).*STOA_HOME"):
            run_shop(free_address)


def test_a_full_disk_is_told_before_anything_is_written(open_folder: Path) -> None:
    with pytest.raises(Refusal, match=r"Only \d+ MB are free .*another disk"):
        refuse_full_disk(open_folder, needed=2**62)


def test_secrets_are_for_their_owner_and_stay(open_folder: Path) -> None:
    first = kept_secret(open_folder, "secret-key", 32)
    assert len(bytes.fromhex(first)) == 32
    assert kept_secret(open_folder, "secret-key", 32) == first
    assert (open_folder / "secret-key").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "program",
    [
        [sys.executable, "-m", "ops", "run"],
        [str(Path(sys.executable).parent / "stoa"), "run"],
    ],
)
def test_the_commands_say_it_in_one_line_and_fail(program: list[str], open_folder: Path) -> None:
    (open_folder / "home").write_text("a file where the folder should be")
    done = subprocess.run(program, cwd=CHECKOUT, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith("stoa: ")
    assert "set STOA_HOME to another folder" in done.stderr
