"""A recipe as a pgbench script, and what pgbench reaches with it."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import msgspec

from api.kit.db import SERVER_SETTINGS
from ops.bench.plan import CONNECTIONS, LINES
from ops.bench.recipe import ARRAY, Argument, Chosen, Constant, Recipe, Several, Step
from ops.bench.result import Measured, percentiles
from ops.refusal import Refusal

if TYPE_CHECKING:
    from ops.bench.market import Market

PLACEHOLDER: Final = re.compile(r"\$(\d+)")
# pgbench would take `:name` in a statement for one of its variables; casts are `::type`.
VARIABLE: Final = re.compile(r"(?<!:):[A-Za-z0-9_]")
FAILED: Final = re.compile(r"^number of failed transactions: 0 ", re.MULTILINE)
# Every run takes ids from a range of its own, far above the shops' own counters.
RANGE_OF_A_RUN: Final = 10**15
RANGE_OF_A_CLIENT: Final = 10**10
LONGEST_SECONDS: Final = 30.0
# Sixteen clients connect and plan at first, which the warmed-up servers beside it have behind them.
STARTING_SECONDS: Final = 1.0


class Script(msgspec.Struct, frozen=True):
    """The script's text and the variables that hold its constants."""

    text: str
    variables: dict[str, str]


def script_of(recipe: Recipe, market: Market) -> Script:
    """The same statements with the same choices. Raises Refusal for what pgbench would misread.

    Each client serves one shop. BEGIN and the tenant's SET go out together, as the application
    sends them, unless the recipe is plain; so do the rows of a statement that it sent at once.
    """
    first, last = (1, market.readers)
    if recipe.row == "placement":
        first, last = market.readers + 1, market.buyers
    constants: dict[str, str] = {}
    lines = [
        *_first_lines(market.slugs),
        rf"\set account random({first}, {last})",
        *_product_lines(recipe, market.products),
        rf"\set fresh :fresh + {max(recipe.fresh, 1)}",
        *_step_lines(recipe.authenticate, constants),
        *_transaction_lines(recipe, market, constants),
    ]
    tenants = ",".join(str(shop.tenant_id) for shop in market.shops)
    constants |= {"slugs": f"{{{','.join(market.slugs)}}}", "tenants": f"{{{tenants}}}"}
    return Script("\n".join(lines) + "\n", constants)


def pgbench_statement(
    statement: str, types: Sequence[str], row: Sequence[Argument], constants: dict[str, str]
) -> str:
    """The statement with pgbench's variables in place of ``$n``, each cast to its type.

    ``constants`` takes in the captured values by variable name. Raises Refusal when pgbench would
    take something else in the statement for a variable.
    """
    if VARIABLE.search(statement):
        raise Refusal(f"pgbench would read a variable in this statement: {statement}")
    expressions = [
        _expression(argument, kind, constants) for argument, kind in zip(row, types, strict=True)
    ]
    return PLACEHOLDER.sub(lambda match: expressions[int(match[1]) - 1], statement.strip())


def text_of(value: Any, kind: str) -> str:
    """A captured value as PostgreSQL reads it for a parameter of this type."""
    if kind.endswith(ARRAY):
        inner = kind.removesuffix(ARRAY)
        return "{" + ",".join(_array_item(item, inner) for item in value) + "}"
    if kind in ("json", "jsonb"):
        return msgspec.json.encode(value).decode()
    if isinstance(value, bytes):
        return "\\x" + value.hex()
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value).lower() if isinstance(value, bool) else str(value)


class Pgbench:
    """The program of the server's own wheel, pointed at the application role's database."""

    def __init__(self, programs: Path, app_url: str, folder: Path) -> None:
        self._program = programs / "pgbench"
        self._app_url = app_url
        self._folder = folder
        self._runs = 0

    def measure(self, script: Script, seconds: float) -> Measured:
        """Run the script from 16 connections. Raises Refusal when a transaction failed.

        Rate and percentiles leave out the second in which it starts; the count does not. On a
        machine so busy that nothing came to an end after it, more time is given.
        """
        self._runs += 1
        script_file = self._folder / f"pgbench-{self._runs}.sql"
        script_file.write_text(script.text, encoding="utf-8")
        log = f"pgbench-{self._runs}.log"
        command = self._command(script, script_file, log, STARTING_SECONDS + seconds)
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, env=_environment()
        )
        ended = sorted(_transactions(self._folder, log))
        if done.returncode != 0 or not FAILED.search(done.stdout):
            raise Refusal(f"pgbench failed: {(done.stderr or done.stdout).strip()[-2000:]}")
        begun = ended[0][0] + STARTING_SECONDS if ended else 0.0
        latencies = sorted(latency for moment, latency in ended if moment > begun)
        if not latencies:
            if seconds >= LONGEST_SECONDS:
                raise Refusal("pgbench brought nothing to an end: the machine is too busy.")
            more = self.measure(script, seconds * 4)
            return msgspec.structs.replace(more, count=more.count + len(ended))
        p50, p95 = percentiles(latencies)
        rate = len(latencies) / (ended[-1][0] - begun)
        return Measured(per_second=rate, p50_ms=p50, p95_ms=p95, count=len(ended))

    def _command(self, script: Script, script_file: Path, log: str, seconds: float) -> list[str]:
        variables = script.variables | {
            "ready": "0",
            "fresh": "0",
            "fresh_of_run": str(self._runs * RANGE_OF_A_RUN),
        }
        return [
            *(str(self._program), "--no-vacuum", "--protocol=prepared", "--log"),
            *(f"--client={CONNECTIONS}", "--jobs=1", f"--time={max(1, round(seconds))}"),
            *(f"--file={script_file}", f"--log-prefix={self._folder / log}"),
            *(part for pair in variables.items() for part in ("-D", "=".join(pair))),
            self._app_url,
        ]


def _environment() -> dict[str, str]:
    """Connections with the application's settings, and nothing else that libpq would read."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return own | {
        "PGOPTIONS": " ".join(f"-c {key}={value}" for key, value in SERVER_SETTINGS.items())
    }


def _transactions(folder: Path, prefix: str) -> Iterator[tuple[float, float]]:
    """When every transaction ended, in Unix seconds, and how many milliseconds it took.

    pgbench's log has: client, transaction, microseconds, script, end in seconds and microseconds.
    """
    for path in folder.glob(f"{prefix}.*"):
        with path.open(encoding="ascii") as lines:
            for line in lines:
                _, _, spent, _, seconds, microseconds = line.split()[:6]
                yield int(seconds) + int(microseconds) / 1e6, int(spent) / 1000
        path.unlink()


def _first_lines(slugs: Sequence[str]) -> list[str]:
    """Once per client: its shop, and where its fresh ids begin."""
    return [
        r"\if :ready = 0",
        rf"\set shop :client_id % {len(slugs)}",
        "SELECT (:tenants::uuid[])[1 + :shop::int] AS tenant, "
        "(:slugs::text[])[1 + :shop::int] AS slug \\gset",
        rf"\set fresh :fresh_of_run + :client_id * {RANGE_OF_A_CLIENT}",
        r"\set ready 1",
        r"\endif",
    ]


def _product_lines(recipe: Recipe, products: int) -> list[str]:
    if recipe.row != "placement":
        return [rf"\set product_0 random(1, {products})"]
    third = products // LINES
    return [
        rf"\set product_{number} random({number * third + 1}, {(number + 1) * third})"
        for number in range(LINES)
    ]


def _transaction_lines(recipe: Recipe, market: Market, constants: dict[str, str]) -> list[str]:
    steps = [line for step in recipe.steps for line in _step_lines(step, constants)]
    if recipe.begin is None:
        return steps
    tenants = [str(shop.tenant_id) for shop in market.shops]
    beginning = [f"{recipe.begin};", *_tenant_lines(recipe.bind_tenant, tenants)]
    if not recipe.plain:
        beginning = [r"\startpipeline", *beginning, r"\endpipeline"]
    return [*beginning, *steps, "COMMIT;"]


def _tenant_lines(bind_tenant: str, tenants: Sequence[str]) -> list[str]:
    """SET takes no parameter, so every shop has its own line."""
    lines = []
    for number, tenant in enumerate(tenants):
        lines.append(rf"\{'elif' if number else 'if'} :shop = {number}")
        lines.append(f"{bind_tenant.format(tenant=tenant)};")
    return [*lines, r"\endif"]


def _step_lines(step: Step, constants: dict[str, str]) -> list[str]:
    statements = [
        f"{pgbench_statement(step.statement, step.types, row, constants)};" for row in step.rows
    ]
    if len(statements) == 1:
        return statements
    return [r"\startpipeline", *statements, r"\endpipeline"]


def _expression(argument: Argument, kind: str, constants: dict[str, str]) -> str:
    if isinstance(argument, Several):
        inner = kind.removesuffix(ARRAY)
        items = ", ".join(_expression(item, inner, constants) for item in argument.items)
        return f"ARRAY[{items}]::{kind}"
    if isinstance(argument, Constant):
        if argument.value is None:
            return f"NULL::{kind}"
        name = f"constant_{len(constants)}"
        constants[name] = text_of(argument.value, kind)
        return f":{name}::{kind}"
    return _chosen(argument, kind)


def _chosen(argument: Chosen, kind: str) -> str:
    return {
        "tenant": f":tenant::{kind}",
        "token": "sha256(convert_to(:slug::text || '-' || :account::text, 'UTF8'))",
        "account": f":account::{kind}",
        "product": f":product_{argument.number}::{kind}",
        "fresh": f"(:fresh::{kind} + {argument.number})",
        "uuid": "gen_random_uuid()",
        "key": "('bench-' || :fresh::text)",
    }[argument.what]


def _array_item(value: Any, kind: str) -> str:
    if value is None:
        return "NULL"
    escaped = text_of(value, kind).replace("\\", r"\\").replace('"', r"\"")
    return f'"{escaped}"'
