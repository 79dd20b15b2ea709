"""The private PostgreSQL: made, started, shared by the processes of one STOA_HOME, stopped.

The first process starts the server, later ones join it, and the last one that leaves stops it:
each holds a shared lock on ``users.lock`` for as long as it uses the server, which the system
drops even when the process is killed. A server that outlives a killed process is joined by the
next one.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import socket
import subprocess
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import quote

from ops.home import kept_secret, make_home, refuse_full_disk, unwritable
from ops.refusal import Refusal
from ops.serve import postmaster
from ops.serve.account import PLAIN_ENVIRONMENT
from ops.serve.place import Place, binaries, settle

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from types import TracebackType

ADMIN = "stoa_admin"
SUPERUSER = "postgres"
ADMIN_PASSWORD = "admin-password"
SUPERUSER_PASSWORD = "superuser-password"
HOST = "127.0.0.1"
START_SECONDS = 60.0
LARGEST_LOG = 10 * 1024 * 1024
FULL_DISK = "No space left on device"
TAKEN_ADDRESS = "Address already in use"

SETTINGS = {"listen_addresses": HOST, "max_connections": "200", "log_checkpoints": "off"}
# For tests: a crash may lose everything, and everything can be made again.
FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}

# Servers that this process started, by process id: they are its children and it reaps them.
_children: dict[int, subprocess.Popen[bytes]] = {}


class PrivateServer:
    """A running private server that this process uses until ``stop``.

    ``admin_url`` logs in as a role that may create roles and databases and is no superuser.
    ``superuser_url`` is None unless ``start`` was asked to make the cluster with such a login.
    """

    def __init__(self, place: Place, port: int, users: int, *, joined: bool) -> None:
        self.admin_url = _url(place, ADMIN, ADMIN_PASSWORD, port)
        self.superuser_url: str | None = None
        if (place.home / SUPERUSER_PASSWORD).exists():
            self.superuser_url = _url(place, SUPERUSER, SUPERUSER_PASSWORD, port)
        self.joined = joined
        self.place = place
        self.port = port
        self._users = users

    def __enter__(self) -> PrivateServer:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """Leave the server; the last user stops it. A second call does nothing."""
        if self._users < 0:
            return
        with _locked(self.place.home / "server.lock"):
            if _is_last(self._users):
                server = postmaster.running(self.place.data)
                if server is not None:
                    postmaster.stop(server, self.place.data, _children.get(server.pid))
            os.close(self._users)
            self._users = -1


def _url(place: Place, role: str, kept_in: str, port: int) -> str:
    password = kept_secret(place.home, kept_in, 24)
    return f"postgresql://{role}:{quote(password)}@{HOST}:{port}/postgres"


def start(home: Path, *, durable: bool = True, superuser: bool = False) -> PrivateServer:
    """Start the private server of ``home`` or join the one that runs.

    ``durable=False`` trades safety in a crash for speed; it counts only for the one that starts.
    ``superuser=True`` gives a new cluster's superuser a password, which tests of refusals need.
    Raises Refusal when folder, disk or system do not allow it.
    """
    make_home(home)
    try:
        with _locked(home / "server.lock"):
            place = settle(home)
            users = os.open(home / "users.lock", os.O_RDWR | os.O_CREAT, 0o600)
            try:
                fcntl.flock(users, fcntl.LOCK_SH)
                server = _settled(place)
                joined = server is not None
                if server is None:
                    server = _launch(place, durable=durable, superuser=superuser)
            except BaseException:
                os.close(users)
                raise
    except OSError as reason:
        raise unwritable(home, reason) from reason
    return PrivateServer(place, server.port, users, joined=joined)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _is_last(users: int) -> bool:
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _settled(place: Place) -> postmaster.Postmaster | None:
    """The running server once it has finished starting, or None once it has finished stopping."""
    deadline = time.monotonic() + START_SECONDS
    while (server := postmaster.running(place.data)) is not None:
        if server.state == "ready":
            return server
        if time.monotonic() > deadline:
            raise Refusal(
                f"The PostgreSQL in {place.folder} (process {server.pid}) has been {server.state} "
                f"for {START_SECONDS:.0f} seconds. Its log is {place.log}."
            )
        time.sleep(postmaster.POLL_SECONDS)
    return None


def _launch(place: Place, *, durable: bool, superuser: bool) -> postmaster.Postmaster:
    programs = binaries(place)
    if not place.data.is_dir():
        _make_cluster(place, programs, durable=durable, superuser=superuser)
    postmaster.clear_remains(place.data, place.socket_folder())
    for attempt in (1, 2, 3):
        try:
            return _start_once(place, programs, _free_port(place, attempt), durable=durable)
        except _TakenPort:
            continue
    raise Refusal(f"PostgreSQL found no free port on {HOST}. Its log is {place.log}.")


class _TakenPort(Exception):
    """Somebody took the port between the look and the start."""


def _make_cluster(place: Place, programs: Path, *, durable: bool, superuser: bool) -> None:
    """A cluster nobody's superuser can log in to (unless asked), with one admin role that is none.

    It is made beside its final place and moved there when complete.
    """
    refuse_full_disk(place.folder)
    fresh = place.folder / "data.new"
    shutil.rmtree(fresh, ignore_errors=True)
    command = [str(programs / "initdb"), "-D", str(fresh), "-U", SUPERUSER, "--encoding=UTF8"]
    command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--auth=reject"]
    command += ["--no-instructions", *([] if durable else ["--no-sync"])]
    _checked(place, place.account.run(command, cwd=place.folder))
    # Logins only with a password, over TCP and socket alike; the superuser has none.
    access = fresh / "pg_hba.conf"
    access.write_text("local all all scram-sha-256\nhost all all 127.0.0.1/32 scram-sha-256\n")
    place.account.give(access)
    password = kept_secret(place.home, ADMIN_PASSWORD, 24)
    create = f"CREATE ROLE {ADMIN} LOGIN CREATEROLE CREATEDB PASSWORD '{password}'\n"
    if superuser:
        password = kept_secret(place.home, SUPERUSER_PASSWORD, 24)
        create += f"ALTER ROLE {SUPERUSER} PASSWORD '{password}'\n"
    single = [str(programs / "postgres"), "--single", "-D", str(fresh), "postgres"]
    made = place.account.run(single, text=create, cwd=place.folder)
    _checked(place, made)
    if "ERROR:" in made.stderr:
        raise Refusal(f"The private PostgreSQL could not be prepared: {_last_line(made.stderr)}")
    fresh.rename(place.data)


def _checked(place: Place, done: subprocess.CompletedProcess[str]) -> None:
    if done.returncode == 0:
        return
    said = done.stdout + done.stderr
    if FULL_DISK in said:
        refuse_full_disk(place.folder)
    raise Refusal(
        f"The private PostgreSQL could not be made in {place.folder}: {_last_line(said)}. Mend "
        "that, or set DATABASE_URL to a PostgreSQL 15 or newer."
    )


def _start_once(place: Place, programs: Path, port: int, *, durable: bool) -> postmaster.Postmaster:
    settings = {**SETTINGS, **({} if durable else FORGETFUL), "port": str(port)}
    settings["unix_socket_directories"] = _socket_folder(place)
    command = [str(programs / "postgres"), "-D", str(place.data)]
    for name, value in settings.items():
        command += ["-c", f"{name}={value}"]
    log = _open_log(place)
    switch = place.account.switch
    try:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env=PLAIN_ENVIRONMENT,
            cwd=place.folder,
            # A session of its own: Ctrl-C reaches us alone, and we stop the server last.
            start_new_session=True,
            user=place.account.uid if switch else None,
            group=place.account.gid if switch else None,
            extra_groups=[] if switch else None,
        )
    finally:
        began = os.fstat(log).st_size
        os.close(log)
    _children[process.pid] = process
    return _await_ready(place, process, began)


def _await_ready(
    place: Place, process: subprocess.Popen[bytes], log_start: int
) -> postmaster.Postmaster:
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None:
        server = postmaster.running(place.data)
        if server is not None and server.pid == process.pid and server.state == "ready":
            return server
        if time.monotonic() > deadline:
            process.terminate()
            process.wait()
        time.sleep(postmaster.POLL_SECONDS)
    with place.log.open("rb") as file:
        file.seek(log_start)
        said = file.read().decode(errors="replace")
    if TAKEN_ADDRESS in said:
        raise _TakenPort
    if FULL_DISK in said:
        refuse_full_disk(place.folder)
    raise Refusal(
        f"The private PostgreSQL did not start: {_last_line(said)}. Its log is {place.log}."
    )


def _socket_folder(place: Place) -> str:
    folder = place.socket_folder()
    if folder is None:
        return ""
    if not folder.is_dir():
        folder.mkdir(mode=0o700)
        place.account.give(folder)
    return str(folder)


def _open_log(place: Place) -> int:
    if place.log.exists() and place.log.stat().st_size > LARGEST_LOG:
        place.log.replace(place.log.with_suffix(".log.old"))
    return os.open(place.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)


def _free_port(place: Place, attempt: int) -> int:
    """The port of last time when it is free, so that addresses stay; else any free one."""
    remembered = place.home / "database-port"
    wanted = 0
    if attempt == 1 and remembered.is_file() and remembered.read_text().strip().isdecimal():
        wanted = int(remembered.read_text())
    for candidate in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, candidate))
            except OSError:
                continue
            port = int(probe.getsockname()[1])
        remembered.write_text(f"{port}\n")
        return port
    raise Refusal(f"No TCP port of {HOST} is free for PostgreSQL.")


def _last_line(said: str) -> str:
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    telling = [line for line in lines if "FATAL" in line or "error:" in line or "ERROR" in line]
    return (telling or lines or ["it said nothing"])[-1].rstrip(".")
