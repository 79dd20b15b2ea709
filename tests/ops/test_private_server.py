"""The private PostgreSQL: whose it is, who shares it, what it survives."""

from __future__ import annotations

import asyncio
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import textwrap
import time
from pathlib import Path
from typing import TYPE_CHECKING

import asyncpg
import pytest

from ops.home import CHECKOUT
from ops.refusal import Refusal
from ops.serve import postmaster
from ops.serve.account import Account
from ops.serve.embedded import start
from ops.serve.place import Place, binaries

if TYPE_CHECKING:
    from ops.serve.embedded import PrivateServer

AS_ROOT = os.geteuid() == 0


async def _ask(url: str, question: str) -> object:
    connection = await asyncpg.connect(url, timeout=5)
    try:
        return await connection.fetchval(question)
    finally:
        await connection.close()


async def test_the_admin_makes_roles_and_databases_and_is_no_superuser(
    shared_server: PrivateServer,
) -> None:
    rights = await _ask(
        shared_server.admin_url,
        "SELECT array[rolsuper, rolbypassrls, rolreplication, rolcreaterole, rolcreatedb] "
        "FROM pg_roles WHERE rolname = current_user",
    )
    assert rights == [False, False, False, True, True]


async def test_greek_is_folded_without_any_locale_of_the_system(
    shared_server: PrivateServer,
) -> None:
    folded = await _ask(
        shared_server.admin_url, "SELECT lower('ΕΛΙΆ') || ' ' || current_setting('server_encoding')"
    )
    assert folded == "ελιά UTF8"


async def test_nobody_logs_in_without_the_password(shared_server: PrivateServer) -> None:
    address = f"127.0.0.1:{shared_server.port}/postgres"
    for login in ("postgres", "postgres:guess", "stoa_admin:guess"):
        with pytest.raises(asyncpg.InvalidPasswordError):
            await _ask(f"postgresql://{login}@{address}", "SELECT 1")
    secret = shared_server.place.home / "admin-password"
    assert secret.stat().st_mode & 0o777 == 0o600


async def test_it_listens_on_this_machine_alone(shared_server: PrivateServer) -> None:
    assert await _ask(shared_server.admin_url, "SHOW listen_addresses") == "127.0.0.1"


def test_it_never_runs_as_root(shared_server: PrivateServer) -> None:
    server = postmaster.running(shared_server.place.data)
    assert server is not None
    owner = Path(f"/proc/{server.pid}").stat().st_uid
    assert owner == shared_server.place.account.uid
    assert owner != 0


def test_the_second_user_joins_and_the_last_one_stops_it(open_folder: Path) -> None:
    first = start(open_folder, durable=False)
    second = start(open_folder, durable=False)
    assert (first.joined, second.joined) == (False, True)
    assert first.admin_url == second.admin_url
    first.stop()
    assert postmaster.running(first.place.data) is not None
    second.stop()
    second.stop()
    assert postmaster.running(first.place.data) is None


def test_the_address_stays_from_start_to_start(open_folder: Path) -> None:
    urls = []
    for _ in range(2):
        with start(open_folder, durable=False) as server:
            urls.append(server.admin_url)
    assert urls[0] == urls[1]


def test_a_taken_port_is_left_for_another(open_folder: Path) -> None:
    with start(open_folder, durable=False) as server:
        port = server.port
    with socket.create_server(("127.0.0.1", port)), start(open_folder, durable=False) as server:
        assert server.port != port


def test_after_the_kill_of_its_starter_the_next_start_joins_and_stops_it(
    open_folder: Path,
) -> None:
    program = f"""
        import pathlib, sys, time
        from ops.serve.embedded import start
        server = start(pathlib.Path({str(open_folder)!r}), durable=False)
        print(server.port, flush=True)
        time.sleep(60)
    """
    starter = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(program)],
        cwd=CHECKOUT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert starter.stdout is not None
    port = int(starter.stdout.readline())
    starter.kill()
    starter.wait()
    starter.stdout.close()
    with start(open_folder, durable=False) as server:
        assert (server.joined, server.port) == (True, port)
        assert asyncio.run(_ask(server.admin_url, "SELECT 1")) == 1
    assert postmaster.running(server.place.data) is None


async def test_a_crash_of_the_server_loses_nothing_that_was_committed(open_folder: Path) -> None:
    server = start(open_folder)
    await _ask(server.admin_url, "CREATE DATABASE kept")
    running = postmaster.running(server.place.data)
    assert running is not None
    os.kill(running.pid, signal.SIGKILL)
    server.stop()
    assert (server.place.data / "postmaster.pid").exists()
    with start(open_folder) as again:
        kept = "SELECT count(*) FROM pg_database WHERE datname = 'kept'"
        assert await _ask(again.admin_url, kept) == 1


def test_a_pid_file_that_names_somebody_else_by_now_is_no_obstacle(open_folder: Path) -> None:
    with start(open_folder, durable=False) as server:
        data = server.place.data
    bystander = subprocess.Popen(
        ["sleep", "60"], user=server.place.account.uid if AS_ROOT else None
    )
    try:
        (data / "postmaster.pid").write_text(f"{bystander.pid}\n{data}\n0\n5432\n\n\n\nready\n")
        with start(open_folder, durable=False) as again:
            assert not again.joined
        assert bystander.poll() is None
    finally:
        bystander.kill()
        bystander.wait()


def test_a_cluster_that_was_never_finished_is_made_anew(open_folder: Path) -> None:
    with start(open_folder, durable=False) as server:
        place = server.place
    shutil.copytree(place.data, place.folder / "data.new")
    shutil.rmtree(place.data)
    with start(open_folder, durable=False) as server:
        assert postmaster.running(place.data) is not None
    assert not (place.folder / "data.new").exists()


async def test_a_path_too_long_for_a_socket_still_has_tcp(open_folder: Path) -> None:
    with start(open_folder / ("long" * 25), durable=False) as server:
        assert server.place.socket_folder() is None
        assert await _ask(server.admin_url, "SELECT 1") == 1


def test_a_place_that_is_no_folder_is_refused_with_the_remedy(open_folder: Path) -> None:
    (open_folder / "file").touch()
    with pytest.raises(Refusal, match=r"cannot be written.*STOA_HOME"):
        start(open_folder / "file" / "home")


@pytest.mark.skipif(not AS_ROOT, reason="only root's home can be closed to the server's user")
def test_a_home_closed_to_the_servers_user_moves_only_the_servers_own_folder(
    open_folder: Path,
) -> None:
    open_folder.chmod(0o700)
    home = open_folder / "home"
    with start(home, durable=False) as server:
        folder = server.place.folder
        assert not folder.is_relative_to(open_folder)
        assert folder.stat().st_mode & 0o777 == 0o700
        assert open_folder.stat().st_mode & 0o777 == 0o700
    with start(home, durable=False) as again:
        assert again.place.folder == folder
    shutil.rmtree(folder)


@pytest.mark.skipif(not AS_ROOT, reason="every other test here runs as a plain user already")
def test_a_plain_user_runs_it_under_the_own_name(open_folder: Path) -> None:
    nobody = pwd.getpwnam("nobody")
    home = open_folder / "home"
    (home / "postgres").mkdir(parents=True)
    for folder in (home, home / "postgres"):
        os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    # Where the checkout is closed to others, the plain user finds the copy that root makes here.
    account = Account("nobody", nobody.pw_uid, nobody.pw_gid, switch=True)
    programs = binaries(Place(home, home / "postgres", account))
    program = f"""
        import os, pathlib
        from ops.serve import embedded, postmaster
        embedded.binaries = lambda place: pathlib.Path({str(programs)!r})
        os.chdir("/")
        os.setgroups([]); os.setgid({nobody.pw_gid}); os.setuid({nobody.pw_uid})
        server = embedded.start(pathlib.Path({str(home)!r}), durable=False)
        print(os.stat(f"/proc/{{postmaster.running(server.place.data).pid}}").st_uid)
        server.stop()
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout.strip()) == (0, str(nobody.pw_uid)), done.stderr


def test_two_processes_that_start_at_once_share_one_server(open_folder: Path) -> None:
    program = f"""
        import pathlib, time
        from ops.serve.embedded import start
        server = start(pathlib.Path({str(open_folder)!r}), durable=False)
        print(server.admin_url, flush=True)
        time.sleep(0.5)
        server.stop()
    """
    command = [sys.executable, "-c", textwrap.dedent(program)]
    starters = [
        subprocess.Popen(command, cwd=CHECKOUT, stdout=subprocess.PIPE, text=True) for _ in range(3)
    ]
    urls = {starter.communicate(timeout=30)[0] for starter in starters}
    assert len(urls) == 1
    assert [starter.returncode for starter in starters] == [0, 0, 0]
    deadline = time.monotonic() + 5
    data = open_folder / "postgres" / "data"
    while postmaster.running(data) is not None and time.monotonic() < deadline:
        time.sleep(0.05)
    assert postmaster.running(data) is None
