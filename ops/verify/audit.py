"""Known vulnerabilities in what ``requirements.lock`` pins."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import NamedTuple

from ops.home import CHECKOUT

SERVICES = ("pypi", "osv")
AUDIT_SECONDS = 180


class Audit(NamedTuple):
    """What a service answered: packages looked up, packages it could not look up, findings."""

    looked_up: int
    unknown: int
    findings: list[str]


def audit() -> int:
    """0 when nothing is known against any package, 1 for a finding.

    A service that cannot be reached does not fail the build (a machine without the Internet must
    be able to build), but is said out loud.
    """
    best: Audit | None = None
    for service in SERVICES:
        answer = _ask(service)
        if answer is not None and (best is None or answer.looked_up > best.looked_up):
            best = answer
        if best is not None and best.unknown == 0:
            break
    if best is None or best.looked_up == 0:
        print("WARNING: NOT AUDITED. No vulnerability service can be reached from here; nothing")
        print("is known about the packages in requirements.lock.")
        return 0
    if best.unknown:
        print(f"WARNING: {best.unknown} packages could not be looked up and were NOT AUDITED.")
    for finding in best.findings:
        print(finding)
    print(f"{best.looked_up} packages looked up, {len(best.findings)} findings.")
    return 1 if best.findings else 0


def read_answer(text: str) -> Audit:
    """What pip-audit's JSON says. Raises ValueError when it is no such JSON."""
    dependencies = json.loads(text)["dependencies"]
    skipped = [one for one in dependencies if "skip_reason" in one]
    findings = [
        f"{one['name']} {one['version']}: {hole['id']}, mended in "
        f"{', '.join(hole['fix_versions']) or 'no version yet'}"
        for one in dependencies
        for hole in one.get("vulns", [])
    ]
    return Audit(len(dependencies) - len(skipped), len(skipped), findings)


def _ask(service: str) -> Audit | None:
    command = [sys.executable, "-m", "pip_audit", "--requirement", "requirements.lock"]
    command += ["--require-hashes", "--disable-pip", "--progress-spinner", "off"]
    command += ["--vulnerability-service", service, "--format", "json"]
    try:
        done = subprocess.run(
            command,
            cwd=CHECKOUT,
            capture_output=True,
            text=True,
            timeout=AUDIT_SECONDS,
            check=False,
        )
        return read_answer(done.stdout)
    except (subprocess.TimeoutExpired, ValueError, KeyError):
        return None
