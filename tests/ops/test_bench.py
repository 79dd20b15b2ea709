"""The bench: how a captured request becomes a pgbench script, what is printed, and one tiny run."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import pytest

from ops.bench.load import Job
from ops.bench.market import BenchShop, Market
from ops.bench.pgbench import pgbench_statement, script_of, text_of
from ops.bench.plan import ROWS, SEARCH_ROWS, WAYS, Plan, Row, Way
from ops.bench.recipe import (
    Argument,
    Chosen,
    Constant,
    Differing,
    Draw,
    Recipe,
    Sent,
    Several,
    Step,
    Subjects,
    bound,
    name_arguments,
    typed,
)
from ops.bench.report import compared, last_outcome, table, targets
from ops.bench.result import Line, Measured, Outcome, medians, percentiles
from ops.bench.run import check_sample, measure, wanted
from ops.home import CHECKOUT
from ops.refusal import Refusal

TENANT = UUID("0b9d1f2e-1111-4111-8111-111111111111")
MOMENT = datetime(2026, 11, 20, 12, tzinfo=UTC)
MADE, MADE_AGAIN = UUID(int=7), UUID(int=8)
SUBJECTS = Subjects(tenant_id=TENANT, key="the-key", account_id=41, product_ids=[905, 907, 911])


def sent(*arguments: Any, statement: str = "SELECT $1") -> Sent:
    return Sent(statement, [arguments])


def named(first: Sent, second: Sent) -> tuple[list[Any], int]:
    steps, fresh = name_arguments([first], [second], SUBJECTS, [["any"] * len(first.rows[0])])
    return steps[0].rows[0], fresh


def test_what_a_request_is_about_is_chosen_anew_and_the_rest_stays() -> None:
    both = sent(TENANT, 41, 905, "the-key", "COD", MOMENT, None)
    assert named(both, both) == (
        [
            Chosen("tenant"),
            Chosen("account"),
            Chosen("product", 0),
            Chosen("key"),
            Constant("COD"),
            Constant(MOMENT),
            Constant(None),
        ],
        0,
    )


def test_numbers_that_differ_between_equal_requests_are_fresh_ids_that_agree_everywhere() -> None:
    arguments, fresh = named(sent(501, [501, 502], MADE), sent(601, [601, 602], MADE_AGAIN))
    assert arguments == [
        Chosen("fresh", 0),
        Several([Chosen("fresh", 0), Chosen("fresh", 1)]),
        Chosen("uuid"),
    ]
    assert fresh == 2


def test_a_fresh_id_that_looks_like_a_product_stays_an_id() -> None:
    arguments, _ = named(sent(905), sent(906))
    assert arguments == [Chosen("fresh", 0)]


def test_an_array_without_choices_stays_one_constant() -> None:
    assert named(sent([1, 2, 3]), sent([1, 2, 3]))[0] == [Constant([1, 2, 3])]


def test_a_switch_is_not_the_account_of_number_one() -> None:
    subjects = Subjects(tenant_id=TENANT, account_id=1)
    steps, _ = name_arguments([sent(True)], [sent(True)], subjects, [["bool"]])
    assert steps[0].rows == [[Constant(True)]]


def test_requests_that_sent_different_statements_are_refused() -> None:
    with pytest.raises(Differing):
        named(sent(1), sent(1, statement="SELECT 2, $1"))


def test_the_bare_route_takes_its_own_choices() -> None:
    draw = Draw(
        tenant_id=TENANT,
        token_hash=b"hash",
        account_id=9,
        product_ids=[1, 5, 8],
        first_fresh=1000,
        make_uuid=lambda: MADE,
    )
    arguments: list[Argument] = [
        Chosen("tenant"),
        Chosen("token"),
        Chosen("account"),
        Several([Chosen("product", 2), Chosen("fresh", 3), Constant(4)]),
        Chosen("uuid"),
        Chosen("key"),
    ]
    values = [bound(argument, draw) for argument in arguments]
    assert values == [TENANT, b"hash", 9, [8, 1003, 4], MADE, "bench-1000"]


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (TENANT, "uuid"),
        (MOMENT, "timestamptz"),
        (Decimal("1.50"), "numeric"),
        (b"\x00\xff", "bytea"),
        ([True, False], "bool[]"),
        (["α", None], "text[]"),
        ({"a": [1]}, "jsonb"),
        (None, "int8"),
    ],
)
def test_a_constant_survives_the_journey_to_the_bare_worker(value: object, kind: str) -> None:
    travelled = msgspec.json.decode(msgspec.json.encode(Constant(value)), type=Constant)
    assert typed(travelled.value, kind) == value


def test_placeholders_become_variables_with_types_and_constants_are_kept_apart() -> None:
    constants: dict[str, str] = {}
    statement = pgbench_statement(
        "SELECT $2::bigint[], $1, $3, $1 LIMIT $4",
        ["uuid", "int8[]", "text", "int8"],
        [
            Chosen("tenant"),
            Several([Chosen("product", 1), Constant(3)]),
            Constant(None),
            Constant(20),
        ],
        constants,
    )
    assert statement == (
        "SELECT ARRAY[:product_1::int8, :constant_0::int8]::int8[]::bigint[], "
        ":tenant::uuid, NULL::text, :tenant::uuid LIMIT :constant_1::int8"
    )
    assert constants == {"constant_0": "3", "constant_1": "20"}


def test_ten_is_not_one_and_a_nought() -> None:
    kinds = ["int8"] * 10
    row = [Chosen("fresh", number) for number in range(10)]
    statement = pgbench_statement("$1 $10", kinds, row, {})
    assert statement == "(:fresh::int8 + 0) (:fresh::int8 + 9)"


def test_a_statement_that_pgbench_would_misread_is_refused() -> None:
    with pytest.raises(Refusal, match="variable"):
        pgbench_statement("SELECT 'a:b'", [], [], {})


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        ([1, 2], "int8[]", '{"1","2"}'),
        (['a"b', "c\\d", None], "text[]", '{"a\\"b","c\\\\d",NULL}'),
        ([{"a": "ü"}], "jsonb[]", '{"{\\"a\\":\\"ü\\"}"}'),
        ([], "text[]", "{}"),
        (b"\x01\xab", "bytea", "\\x01ab"),
        (True, "bool", "true"),
        ({"a": 1}, "jsonb", '{"a":1}'),
        (MOMENT, "timestamptz", "2026-11-20T12:00:00+00:00"),
        ("it's", "text", "it's"),
    ],
)
def test_constants_are_spelled_as_postgresql_reads_them(value: Any, kind: str, text: str) -> None:
    assert text_of(value, kind) == text


def test_a_script_binds_its_clients_shop_and_sends_together_what_the_application_did() -> None:
    others = [UUID(int=number) for number in (1, 2)]
    market = Market(
        shops=[
            BenchShop(slug=f"shop{n}", tenant_id=tenant, by_producer=[])
            for n, tenant in enumerate(others)
        ],
        products=300,
        readers=5,
        buyers=10,
    )
    recipe = Recipe(
        row="placement",
        authenticate=Step("SELECT authenticate($1)", ["bytea"], [[Chosen("token")]]),
        begin="BEGIN",
        bind_tenant="SET LOCAL app.tenant_id = '{tenant}'",
        steps=[Step("INSERT $1", ["int8"], [[Chosen("fresh", 0)], [Chosen("fresh", 1)]])],
        fresh=2,
    )
    lines = script_of(recipe, market).text.splitlines()
    told = "\n".join(lines)
    assert "\\set account random(6, 10)" in lines
    plain = script_of(msgspec.structs.replace(recipe, plain=True), market).text.splitlines()
    at = plain.index("BEGIN;")
    assert plain[at + 1] == "\\if :shop = 0"
    assert "\\startpipeline" not in plain[: at + 2]
    alone = script_of(msgspec.structs.replace(recipe, begin=None), market).text
    assert "BEGIN" not in alone
    assert "COMMIT" not in alone
    assert "SET LOCAL" not in alone
    assert "\\set product_2 random(201, 300)" in lines
    assert "\\set fresh :fresh + 2" in lines
    begun = lines.index("BEGIN;")
    assert lines[begun - 1] == "\\startpipeline"
    assert f"SET LOCAL app.tenant_id = '{others[1]}';" in lines
    assert (
        "\\startpipeline\nINSERT (:fresh::int8 + 0);\nINSERT (:fresh::int8 + 1);\n\\endpipeline\n"
        "COMMIT;"
    ) in told


def measured(per_second: float, **changes: Any) -> Measured:
    known: dict[str, Any] = {
        "p50_ms": 2.0,
        "p95_ms": 9.0,
        "count": 100,
        "cpu_ms": 0.4,
        "database_cpu_ms": 0.3,
        "asking_cpu_ms": 0.1,
    }
    return Measured(per_second=per_second, **(known | changes))


def outcome(*, list_rate: float = 600.0, p95_ms: float = 9.0, memory: float | None = 90) -> Outcome:
    lines = [
        Line(
            row=row,
            http=measured(list_rate if row == "list" else 800, p95_ms=p95_ms),
            plain=measured(1000, cpu_ms=None, database_cpu_ms=0.5),
            merged=measured(1200, cpu_ms=None, database_cpu_ms=0.38, asking_cpu_ms=0.02),
            bare=measured(900),
        )
        for row in ROWS
    ]
    return Outcome(
        at="20261120T120000Z",
        machine="2 processors, x86_64",
        seconds=123.4,
        lines=lines,
        worker_megabytes=memory,
        bare_worker_megabytes=memory,
        decision_microseconds=2.0,
        orders_stored=4711,
    )


def test_the_table_shows_every_way_with_its_ratios() -> None:
    lines = table(outcome()).splitlines()
    shop = next(line for line in lines if line.strip().startswith("HTTP, the shop"))
    figures = ["600", "2.0", "9.0", "0.400", "0.300", "0.100", "0.800"]
    assert shop.split()[3:] == [*figures, "0.60", "0.75", "0.50", "0.50", "0.67"]
    plain, merged = [line for line in lines if line.strip().startswith("pgbench,")][:2]
    told = ["2.0", "9.0", "-"]
    assert plain.split()[1:] == ["plain", "1,000", *told, "0.500", "0.100", "0.600"]
    assert merged.split()[1:] == ["merged", "1,200", *told, "0.380", "0.020", "0.400"]
    assert "4711 orders" in table(outcome())
    assert "MISSED" not in table(outcome())


def test_a_missed_target_is_marked_and_an_unknown_one_is_not_called_met() -> None:
    missed = [told for met, told in targets(outcome(list_rate=400)) if met is False]
    assert missed == ["list: 0.40 of pgbench (plain), wanted 0.5"]
    assert "MISSED" in table(outcome(list_rate=400))
    slow = [told for met, told in targets(outcome(p95_ms=50.0)) if met is False]
    assert len(slow) == 3
    unknown = [told for met, told in targets(outcome(memory=None)) if met is None]
    assert unknown == ["a worker: - MB, wanted below 150 (bare: -)"]


def test_a_run_is_compared_with_the_newest_kept_one(tmp_path: Path) -> None:
    assert last_outcome(tmp_path) is None
    for at, rate in (("20261119T000000Z", 100.0), ("20261120T000000Z", 300.0)):
        kept = msgspec.structs.replace(outcome(list_rate=rate), at=at)
        (tmp_path / f"{at}.json").write_bytes(msgspec.json.encode(kept))
    (tmp_path / "20261121T000000Z.json").write_text('{"of": "another shape"}')
    before = last_outcome(tmp_path)
    assert before is not None
    assert before.at == "20261120T000000Z"
    assert "to plain 0.30 → 0.60, to merged 0.25 → 0.50" in compared(outcome(), before)


def test_a_part_can_be_measured_and_only_the_whole_is_kept() -> None:
    whole, compare = wanted(["--compare"])
    assert (whole, whole.whole, compare) == (Plan(), True, True)
    part, compare = wanted(["--rows", "placement", "detail", "--rounds", "1", "--seconds", "2"])
    assert (part.rows, part.rounds, part.seconds) == (("detail", "placement"), 1, 2.0)
    assert (part.whole, compare) == (False, False)
    with pytest.raises(SystemExit):
        wanted(["--rows", "everything"])


def test_a_missing_row_has_no_target() -> None:
    lines = [line for line in outcome().lines if line.row == "detail"]
    told = [sentence for _, sentence in targets(msgspec.structs.replace(outcome(), lines=lines))]
    assert [sentence.partition(":")[0] for sentence in told[:-2]] == ["detail", "detail"]


def test_percentiles_and_medians_are_those_of_the_figures() -> None:
    assert percentiles([float(number) for number in range(101)]) == (50.0, 95.0)
    assert percentiles([]) == (0.0, 0.0)
    rounds = [measured(rate, count=10) for rate in (5.0, 1.0, 3.0)]
    assert medians(rounds) == measured(3.0, count=30)


@pytest.mark.parametrize(
    ("row", "way", "body"),
    [
        ("list", "http", '{"data": []}'),
        ("detail", "http", '{"message": "Product not found"}'),
        ("own_orders", "http", '{"orders": []}'),
        ("placement", "http", '{"data":{"order_count":1,"x":0}}'),
        ("list", "bare", "[]"),
    ],
)
def test_an_answer_of_somebody_else_is_not_measured(row: Row, way: Way, body: str) -> None:
    with pytest.raises(Refusal, match="something else"):
        check_sample(row, way, body, Plan())


def test_the_load_generator_fails_where_nobody_listens() -> None:
    job = Job(
        name="nobody",
        row="list",
        port=1,
        prefix="",
        slugs=["shop"],
        by_producer=[[[1, 2], [3, 4]]],
        products=4,
        first=1,
        last=16,
        seconds=0.1,
    )
    done = subprocess.run(
        [sys.executable, "-m", "ops.bench.load"],
        input=msgspec.json.encode(job),
        capture_output=True,
        check=False,
        cwd=CHECKOUT,
    )
    assert done.returncode != 0
    assert b"ConnectionRefusedError" in done.stderr


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that the database server's own user can pass through."""
    path = Path(tempfile.mkdtemp(prefix="stoa-bench-"))
    path.chmod(0o711)
    yield path
    shutil.rmtree(path)


def test_a_tiny_bench_measures_every_row_in_every_way_and_leaves_nothing(folder: Path) -> None:
    plan = Plan(
        shops=2,
        products=90,
        large_products=400,
        buyers=402,
        rounds=1,
        seconds=0.3,
        warm_up_seconds=0.0,
    )
    result = measure(plan, folder, say=lambda _: None)
    by_row = {line.row: line for line in result.lines}
    for row in ROWS:
        for way in WAYS:
            figures: Measured = getattr(by_row[row], way)
            assert figures.count > 0, (row, way)
            assert figures.per_second > 0
            assert 0 < figures.p50_ms <= figures.p95_ms
    assert result.orders_stored >= 2 * sum(getattr(by_row["placement"], way).count for way in WAYS)
    for searched in SEARCH_ROWS:
        assert by_row[searched].http.count > 0, searched
    assert table(result).count("HTTP, the shop") == len(ROWS) + 1 + len(SEARCH_ROWS)
    assert list(folder.iterdir()) == []
