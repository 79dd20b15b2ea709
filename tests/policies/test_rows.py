"""A mistake in the rows stops the server with file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.kit.authz import PolicyTable
from api.kit.conditions import CONDITIONS, OfThePrincipal
from policies.enforcer import build_enforcer
from policies.rows import PolicyMistake
from tests.policies.people import HERE, row

ALLOW_VIEW = "p, consumer, *, order, view, any\n"


def complaints(folder: Path, text: str) -> tuple[str, ...]:
    (folder / "order.csv").write_text(text, encoding="utf-8")
    with pytest.raises(PolicyMistake) as mistake:
        PolicyTable.load(folder)
    return mistake.value.complaints


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (
            "p, manager, *, order, cancel, any",
            "unknown role 'manager' (known: guest, consumer, producer, business, admin)",
        ),
        (
            "p, admin, *, order, cancel, mine",
            "unknown condition 'mine' (known: active_business, active_producer, any, own, self)",
        ),
        (
            "p, admin, agora, order, cancel, any",
            "the domain 'agora' is neither * nor a tenant's id",
        ),
        (
            "p, admin, *, order, *, any",
            "'order' and '*' must be plain words, no wildcards",
        ),
        (
            "p, admin, *, order, cancel, any, forbid",
            "the effect 'forbid' is neither allow nor deny",
        ),
        ("p, guest, *, order, cancel, self", "'self' can never hold for a guest"),
        ("p, admin, *, product, cancel, any", "rows about 'product' belong in product.csv"),
        (
            "p, admin, *, order, cancel",
            "a row reads 'p, role, domain, resource, action, condition[, effect]'",
        ),
        (
            "g, admin, consumer, x, y, z",
            "a row reads 'p, role, domain, resource, action, condition[, effect]'",
        ),
        ("p, consumer, *, order, view, any", "repeats order.csv:1"),
        ("p, consumer, *, order, view, any, deny", "contradicts order.csv:1"),
        ("p, consumer, *, order, view, self", "adds nothing to order.csv:1"),
        (f"p, consumer, {HERE}, order, view, any", "adds nothing to order.csv:1"),
    ],
)
def test_a_wrong_row_is_named_with_file_and_line(tmp_path: Path, line: str, sentence: str) -> None:
    assert complaints(tmp_path, f"{ALLOW_VIEW}# why\n{line}\n") == (f"order.csv:3: {sentence}",)


def test_a_row_that_a_denial_swallows_is_named(tmp_path: Path) -> None:
    text = "p, consumer, *, order, view, self\np, consumer, *, order, view, any, deny\n"
    assert complaints(tmp_path, text) == (
        "order.csv:1: can never allow anything because of order.csv:2",
    )


def test_all_mistakes_are_told_at_once_and_the_message_lists_them(tmp_path: Path) -> None:
    text = "p, boss, *, order, view, any\np, admin, *, order, view, never\n"
    found = complaints(tmp_path, text)
    assert [each.partition(": ")[0] for each in found] == ["order.csv:1", "order.csv:2"]
    message = str(PolicyMistake(found))
    assert message.splitlines() == ["The policy rows are not usable:", *(f"  {x}" for x in found)]


def test_a_file_without_rows_and_a_folder_without_files_are_mistakes(tmp_path: Path) -> None:
    assert complaints(tmp_path, "# nothing yet\n") == ("order.csv: no row",)
    (tmp_path / "order.csv").unlink()
    with pytest.raises(PolicyMistake, match="no policy file, so nobody may do anything"):
        PolicyTable.load(tmp_path)


def test_a_table_without_rows_is_a_mistake() -> None:
    with pytest.raises(PolicyMistake, match="no row, so nobody may do anything"):
        PolicyTable([])


def test_a_denial_may_narrow_and_one_shop_may_differ(tmp_path: Path) -> None:
    text = (
        "p, consumer, *, order, view, any  # everybody's\n"
        "p, consumer, *, order, view, self, deny\n"
        f"p, consumer, {HERE}, order, view, any, deny\n"
    )
    (tmp_path / "order.csv").write_text(text, encoding="utf-8")
    assert [each.place for each in PolicyTable.load(tmp_path).rows] == [
        "order.csv:1",
        "order.csv:2",
        "order.csv:3",
    ]


def test_a_condition_that_the_model_never_asks_is_a_mistake() -> None:
    conditions = {**CONDITIONS, "late": OfThePrincipal("late", "late", lambda principal: True)}
    with pytest.raises(PolicyMistake, match="the matcher never asks the condition 'late'"):
        build_enforcer([row("admin, order, view, any")], conditions)


def test_rows_that_casbin_reads_differently_are_a_mistake() -> None:
    with pytest.raises(PolicyMistake, match="Casbin read other rows"):
        build_enforcer([row("admin, order, view(x, any")], CONDITIONS)
