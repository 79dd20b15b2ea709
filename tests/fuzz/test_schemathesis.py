"""The document and the server agree, whoever calls and whatever is sent.

Every check of Schemathesis is on; ``schemathesis.toml`` lists the answers that no schema foresees,
each with its reason. What this proves: no generated request is answered with a 5xx, an undocumented
status or a body of another shape, and no credential is ignored. What it does not prove: that an
answer is the right one (the contract's records do), nor anything about requests that were not
generated.
"""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import jwt
import pytest

from ops.home import CHECKOUT
from ops.verify.contract import EXAMPLES_VARIABLE
from tests.support.live import LiveServer, demo_market, serving

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.support.database import Server

SCHEMATHESIS: Final = Path(sys.executable).with_name("schemathesis")
SEED: Final = 20261120
EXAMPLES: Final = int(os.environ.get(EXAMPLES_VARIABLE, "15"))
"""Random cases for each operation, beside the systematic ones; `make contract FULL=1` wants more. A
number, not a time: a busy machine tests as much as an idle one."""
HANGS_SECONDS: Final = 120 + 30 * EXAMPLES
OPERATOR_SECRET: Final = secrets.token_hex(32)
# It would make the very token useless that the run calls with; a guest calls it.
ENDS_THE_RUN: Final = "Logout"
# Its reason meets two patterns at once, for which the generator finds no small example.
CANNOT_BE_GENERATED: Final = "ModerateProduct"


class Callers:
    """The server and a fresh token for each kind of account."""

    def __init__(self, live: LiveServer) -> None:
        self.live = live

    def token(self, role: str) -> str:
        """Signs the demo account of that role in; the operator's is signed by the back office."""
        if role == "operator":
            claims = {"iss": "dixis-auth", "type": "admin", "exp": int(time.time()) + 3600}
            return jwt.encode(claims, OPERATOR_SECRET, algorithm="HS256")
        body = json.dumps({"email": f"{role}@example.com", "password": "password"}).encode()
        request = urllib.request.Request(
            f"{self.live.address()}/api/v1/auth/login",
            data=body,
            headers={"Content-Type": "application/json", "Accept": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=10) as answer:
            token: str = json.load(answer)["token"]
            return token

    def document(self) -> dict[str, Any]:
        """The document that is served."""
        address = f"{self.live.address()}/api/v1/openapi.json"
        with urllib.request.urlopen(address, timeout=10) as answer:
            document: dict[str, Any] = json.load(answer)
            return document


@pytest.fixture(scope="module")
def callers(database_server: Server) -> Iterator[Callers]:
    name = f"fuzz_{secrets.token_hex(3)}"
    with (
        demo_market(database_server, name) as urls,
        serving(urls, STOA_OPERATOR_JWT_SECRET=OPERATOR_SECRET) as live,
    ):
        yield Callers(live)


@pytest.mark.parametrize("role", ["guest", "consumer", "producer", "admin", "operator"])
def test_nothing_that_this_caller_sends_is_answered_otherwise_than_documented(
    callers: Callers, tmp_path: Path, role: str
) -> None:
    options = ["--max-examples", str(EXAMPLES)]
    if role != "guest":
        options += ["--header", f"Authorization: Bearer {callers.token(role)}"]
        options += ["--exclude-operation-id", ENDS_THE_RUN]
    if role == "operator":
        options += ["--exclude-operation-id", CANNOT_BE_GENERATED]
    document = f"{callers.live.address()}/api/v1/openapi.json"
    code, report, output = _run(document, options, tmp_path)

    assert report["failures"] == [], output
    assert report["errors"] == [], output
    assert code == 0, output
    assert report["operations"]["tested"] == report["operations"]["selected"], output
    phases = {name: phase["status"] for name, phase in report["phases"].items()}
    assert phases["coverage"] == phases["fuzzing"] == phases["stateful"] == "success", output
    with urllib.request.urlopen(f"{callers.live.address()}/healthz", timeout=10) as health:
        assert health.status == 200
    assert "Traceback" not in callers.live.output()


def test_a_document_that_lies_about_an_answer_is_found_out(
    callers: Callers, tmp_path: Path
) -> None:
    document = callers.document()
    document["components"]["schemas"]["PublicProducts"]["properties"]["total"] = {"type": "string"}
    lie = tmp_path / "openapi.json"
    lie.write_text(json.dumps(document))
    options = ["--url", callers.live.address(), "--include-operation-id", "ListPublicProducts"]
    code, report, output = _run(str(lie), [*options, "--max-examples", "1"], tmp_path)

    assert code == 1, output
    assert report["operations"]["tested"] == 1
    assert "Response violates schema" in output


def _run(document: str, options: list[str], folder: Path) -> tuple[int, dict[str, Any], str]:
    """Exit code, report and printed words of one run."""
    report = folder / "report.json"
    command = [str(SCHEMATHESIS), "--config-file", str(CHECKOUT / "schemathesis.toml"), "run"]
    command += [document, "--seed", str(SEED), "--no-color", "--continue-on-failure"]
    command += ["--report", "json", "--report-json-path", str(report), *options]
    done = subprocess.run(
        command,
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=HANGS_SECONDS,
        check=False,
    )
    output = done.stdout + done.stderr
    assert report.exists(), output
    return done.returncode, json.loads(report.read_text()), output
