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

from api.app import create_app
from api.kit.authz import TABLE
from api.settings import Settings
from ops.home import CHECKOUT
from ops.verify.contract import EXAMPLES_VARIABLE
from tests.support.live import LiveServer, demo_market, serving
from tests.support.served import served_by

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.support.database import Server

SCHEMATHESIS: Final = Path(sys.executable).with_name("schemathesis")
SEED: Final = 20261120
EVERYTHING: Final = EXAMPLES_VARIABLE in os.environ
"""Whether callers also send what their role is always refused: `make contract FULL=1`."""
EXAMPLES: Final = int(os.environ.get(EXAMPLES_VARIABLE, "15"))
"""Random cases for each operation, beside the systematic ones; `make contract FULL=1` wants more. A
number, not a time: a busy machine tests as much as an idle one."""
HANGS_SECONDS: Final = 120 + 30 * EXAMPLES
OPERATOR: Final = "operator"
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
        if role == OPERATOR:
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


@pytest.mark.parametrize("role", ["guest", "consumer", "producer", "admin", OPERATOR])
def test_nothing_that_this_caller_sends_is_answered_otherwise_than_documented(
    callers: Callers, tmp_path: Path, role: str
) -> None:
    options = ["--max-examples", str(EXAMPLES)]
    left_out = set() if EVERYTHING else _refused_to(role, callers.document())
    if role != "guest":
        options += ["--header", f"Authorization: Bearer {callers.token(role)}"]
        left_out.add(ENDS_THE_RUN)
    if role == OPERATOR:
        left_out.add(CANNOT_BE_GENERATED)
    for operation in sorted(left_out):
        options += ["--exclude-operation-id", operation]
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


def _refused_to(role: str, document: dict[str, Any]) -> set[str]:
    """Operations that the policy has no row for: that they are refused is the walkers' proof, and
    a refusal before anything is read needs no fifteen bodies.
    """
    settings = Settings(database_url="postgresql:///", secret_key=bytes(32))
    rows = {(row.resource, row.action) for row in TABLE.rows if row.role == role}
    refused = set()
    for served in served_by(create_app(settings).app):
        route = served.declared
        operation = document["paths"].get(served.path, {}).get(served.method.lower())
        if route is None or operation is None:
            continue
        allowed = role == OPERATOR if route.operator else (route.resource, route.action) in rows
        if not allowed:
            refused.add(operation["operationId"])
    return refused


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
