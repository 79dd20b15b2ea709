"""Gives the rows to Casbin: the slow, independent reading that the compiled table is held to."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Final

import casbin
from casbin.persist.adapters import StringAdapter

from policies import FOLDER
from policies.rows import PolicyMistake, Row

MODEL: Final = FOLDER / "model.conf"


def build_enforcer(
    rows: Iterable[Row],
    conditions: Mapping[str, Callable[..., bool]],
    model: Path = MODEL,
) -> casbin.Enforcer:
    """An enforcer over the rows with every condition registered under its name.

    Raises PolicyMistake when there is no row, when the model's matcher never asks one of the
    conditions (its rows would silently allow nothing), or when Casbin read other rows than given.
    """
    given = tuple(rows)
    if not given:
        raise PolicyMistake(["no row, so nobody may do anything"])
    lines = "\n".join(", ".join(("p", *row.columns)) for row in given)
    enforcer = casbin.Enforcer(str(model), StringAdapter(lines))
    matcher = str(enforcer.get_model()["m"]["m"].value)
    for name, condition in conditions.items():
        if not re.search(rf'"{name}" && {name}\(', matcher):
            raise PolicyMistake([f"{model.name}: the matcher never asks the condition '{name}'"])
        enforcer.add_function(name, condition)
    if [tuple(columns) for columns in enforcer.get_policy()] != [row.columns for row in given]:
        raise PolicyMistake([f"{model.name}: Casbin read other rows than the files hold"])
    return enforcer
