"""Whether the address to serve on can be had."""

from __future__ import annotations

import errno
import os
import socket
import time

from ops.refusal import Refusal

DEFAULT_PORT = 8000
# Workers of a killed server notice that it is gone and let go of the port: within a second, on a
# busy machine two.
PATIENCE_SECONDS = 3.0
HIGHEST_PORT = 65535


def wanted_port() -> int:
    """STOA_PORT, else 8000. Raises Refusal when the variable holds no port."""
    text = os.environ.get("STOA_PORT", "").strip()
    if not text:
        return DEFAULT_PORT
    if not text.isdecimal() or not 1 <= int(text) <= HIGHEST_PORT:
        raise Refusal(f"STOA_PORT is {text!r}; give a number from 1 to {HIGHEST_PORT}.")
    return int(text)


def refuse_taken(host: str, port: int) -> None:
    """Raises Refusal when nobody may listen there now."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while (reason := _obstacle(host, port)) is not None:
        if reason.errno != errno.EADDRINUSE:
            raise Refusal(_cannot_listen(host, port, reason)) from reason
        if time.monotonic() > deadline:
            raise Refusal(
                f"Port {port} of {host} is taken by another program. Stop that program, or choose "
                f"another port, for example STOA_PORT={_free_port_above(host, port)}."
            ) from reason
        time.sleep(0.1)


def _obstacle(host: str, port: int) -> OSError | None:
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            # As the server does it: connections that linger from a stopped one do not count.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
            probe.listen(1)
    except OSError as reason:
        return reason
    return None


def _cannot_listen(host: str, port: int, reason: OSError) -> str:
    if reason.errno in (errno.EACCES, errno.EPERM):
        return (
            f"You may not listen on port {port}; below 1024 that takes more rights. Choose another "
            "port, for example STOA_PORT=8000, and put a proxy in front."
        )
    return (
        f"Nobody can listen on {host}:{port} here ({reason.strerror}). Give an address of this "
        "machine: 127.0.0.1 for itself, 0.0.0.0 for all its networks."
    )


def _free_port_above(host: str, port: int) -> int:
    for candidate in range(port + 1, min(port + 50, HIGHEST_PORT)):
        if _obstacle(host, candidate) is None:
            return candidate
    return DEFAULT_PORT
