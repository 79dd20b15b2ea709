"""Imports run one way: app, routes, service, rules and queries, kit; domains stand in layers.

Proves the contracts of ``[tool.importlinter]``, that their list of domains is the folders', that
pages import no domain, that kit stays small and knows no commerce, and that ``app.py`` stays a
table of contents. It does not see imports made at run time by name.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.laws.sources import ROOT, Source, Tree, added, docstrings, domains, imported, served_tree

# Fifteen, and what decision 0006 added.
MOST_KIT_MODULES = 16
# Doors to the world outside that the architecture names; they do not count.
DOORS_OUTSIDE = frozenset({"http.py", "jobs.py", "mail.py", "storage.py"})
MOST_LINES_OF_APP = 80
COMMERCE = (
    *("product", "producer", "order", "cart", "checkout", "price", "shipping", "invoice"),
    *("catalog", "stock", "variant", "category", "review", "payment", "payout", "refund"),
    *("commission", "coupon", "customer", "buyer", "seller", "shop", "market", "purchase"),
)
# Folders with routes alone stand beside the layers; they may import kit and the dialect only.
BESIDE_THE_LAYERS = {"monitoring": "health and metrics belong to no shop"}
LINT = Path(sys.executable).with_name("lint-imports")


def layers() -> set[str]:
    """The names in the layer contract, kit aside."""
    written = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = written["tool"]["importlinter"]["contracts"]
    names = [
        name.strip(" ()")
        for contract in contracts
        if contract["type"] == "layers"
        for layer in contract["layers"]
        for name in re.split(r"[:|]", layer)
    ]
    return set(names) - {"kit"}


def pages_that_import_domains(tree: Tree) -> list[str]:
    """Imports of a domain in ``storefront``; the dialect's request and route may be known."""
    inside = tuple(f"api.{domain}." for domain in domains())
    return [
        f"{source.place(node)} imports {name}"
        for source in tree.under("storefront/")
        for node, name in imported(source)
        if name.startswith(inside) and not _for_types_only(source, node)
    ]


def kit_that_imports_domains(tree: Tree) -> list[str]:
    outside = tuple(f"api.{name}" for name in [*domains(), "laravel", "schema", "app", "settings"])
    return [
        f"{source.place(node)} imports {name}"
        for source in tree.under("api/kit/")
        for node, name in imported(source)
        if name.startswith(outside)
    ]


def commerce_in_kit(tree: Tree) -> list[str]:
    """Modules, classes and functions of kit whose name holds a commerce noun."""
    found = []
    for source in tree.under("api/kit/"):
        names = [source.file.removesuffix(".py")]
        names += [
            node.name
            for node in ast.walk(source.tree)
            if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        ]
        found += [
            f"{source.path}: {name}"
            for name in names
            if any(word in re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower() for word in COMMERCE)
        ]
    return found


def kit_modules(tree: Tree) -> list[str]:
    modules = [source.file for source in tree.under("api/kit/")]
    return [file for file in modules if file not in DOORS_OUTSIDE | {"__init__.py"}]


def lines_of_code(source: Source) -> int:
    """Lines that hold code: without blank lines, comments, docstrings and imports."""
    skipped = docstrings(source.tree)
    lines: set[int] = set()
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import | ast.ImportFrom) or id(node) in skipped:
            continue
        if isinstance(node, ast.expr | ast.arg | ast.keyword | ast.alias):
            lines.add(node.lineno)
            lines.add(node.end_lineno or node.lineno)
        elif isinstance(node, ast.stmt) and not _is_docstring(node, skipped):
            lines.add(node.lineno)
    imports = {
        line
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for line in range(node.lineno, (node.end_lineno or node.lineno) + 1)
    }
    return len(lines - imports)


def _is_docstring(node: ast.stmt, skipped: set[int]) -> bool:
    return isinstance(node, ast.Expr) and id(node.value) in skipped


def _for_types_only(source: Source, node: ast.AST) -> bool:
    return any(
        isinstance(block, ast.If)
        and isinstance(block.test, ast.Name)
        and block.test.id == "TYPE_CHECKING"
        and any(node is inner for inner in ast.walk(block))
        for block in ast.walk(source.tree)
    )


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [LINT, "--no-cache"], cwd=folder, capture_output=True, text=True, check=False, timeout=120
    )


def test_the_contracts_between_layers_hold() -> None:
    run = lint(ROOT)
    assert run.returncode == 0, run.stdout


def test_every_domain_stands_in_a_layer() -> None:
    assert sorted(layers() | BESIDE_THE_LAYERS.keys()) == domains()
    inside = tuple(f"api.{domain}" for domain in domains())
    for domain in BESIDE_THE_LAYERS:
        for source in served_tree().under(f"api/{domain}/"):
            assert [name for _, name in imported(source) if name.startswith(inside)] == []


def test_pages_import_no_domain() -> None:
    assert pages_that_import_domains(served_tree()) == []


def test_kit_imports_no_domain_and_no_dialect() -> None:
    assert kit_that_imports_domains(served_tree()) == []


def test_kit_knows_no_commerce() -> None:
    assert commerce_in_kit(served_tree()) == []


def test_kit_stays_small() -> None:
    modules = kit_modules(served_tree())
    assert len(modules) <= MOST_KIT_MODULES, modules


def test_the_app_is_a_table_of_contents() -> None:
    assert lines_of_code(served_tree().files["api/app.py"]) < MOST_LINES_OF_APP


# Twins --------------------------------------------------------------------------------------------


def test_twin_an_arrow_against_the_layers_is_found(tmp_path: Path) -> None:
    names = ("pyproject.toml", "api", "ops", "policies", "storefront")
    for name in names[1:]:
        _copy_sources(ROOT / name, tmp_path / name)
    (tmp_path / names[0]).write_bytes((ROOT / names[0]).read_bytes())
    guilty = tmp_path / "api" / "stock" / "service.py"
    guilty.write_text(f"{guilty.read_text()}\nfrom api.orders import rules\n")
    run = lint(tmp_path)
    assert run.returncode == 1
    assert "api.stock.service -> api.orders.rules" in run.stdout


def _copy_sources(source: Path, target: Path) -> None:
    for path in source.rglob("*.py"):
        copied = target / path.relative_to(source)
        copied.parent.mkdir(parents=True, exist_ok=True)
        copied.write_bytes(path.read_bytes())


def test_twin_a_page_that_imports_a_domain_is_found() -> None:
    addition = "from api.orders.queries import ORDERS"
    law = pages_that_import_domains
    assert len(added(law, served_tree(), "storefront/spy.py", addition)) == 1


def test_twin_a_kit_that_imports_a_domain_is_found() -> None:
    addition = "from api.orders import service"
    law = kit_that_imports_domains
    assert len(added(law, served_tree(), "api/kit/spy.py", addition)) == 1


@pytest.mark.parametrize("name", ["OrderLine", "CartBase", "find_product"])
def test_twin_commerce_in_kit_is_found(name: str) -> None:
    definition = f"class {name}: ..." if name[0].isupper() else f"def {name}(): ..."
    assert len(added(commerce_in_kit, served_tree(), "api/kit/spy.py", definition)) == 1


def test_twin_too_many_modules_and_a_long_app_are_found() -> None:
    tree = served_tree()
    for number in range(MOST_KIT_MODULES):
        tree = tree.doctored(f"api/kit/more{number}.py", "")
    assert len(kit_modules(tree)) > MOST_KIT_MODULES
    longer = tree.doctored("api/app.py", "\n".join(f"more{line} = 1" for line in range(80)))
    assert lines_of_code(longer.files["api/app.py"]) >= MOST_LINES_OF_APP
