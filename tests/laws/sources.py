"""The source tree as laws read it: parsed files, and copies of it with a line added for twins."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

ROOT: Final = Path(__file__).parents[2]
DOMAIN_FILES: Final = frozenset({"routes.py", "service.py", "queries.py"})


class Source(msgspec.Struct, frozen=True):
    """One Python file: its path below the root, its text and its syntax tree."""

    path: str
    text: str
    tree: ast.Module

    @property
    def folder(self) -> str:
        """``api/orders`` of ``api/orders/queries.py``."""
        return self.path.rpartition("/")[0]

    @property
    def file(self) -> str:
        return self.path.rpartition("/")[2]

    def place(self, node: ast.AST) -> str:
        """``api/orders/queries.py:12``, for messages."""
        return f"{self.path}:{getattr(node, 'lineno', 0)}"


class Tree(msgspec.Struct, frozen=True):
    """Files by path. ``doctored`` makes the trees of which a law must complain."""

    files: dict[str, Source]

    def doctored(self, path: str, addition: str) -> Tree:
        """The same tree with text added to a file, which may be new."""
        known = self.files.get(path)
        text = f"{'' if known is None else known.text}\n{addition}\n"
        return Tree({**self.files, path: parsed(path, text)})

    def under(self, *folders: str) -> Iterator[Source]:
        """The files below these folders, in order of their paths."""
        for path, source in sorted(self.files.items()):
            if path.startswith(folders):
                yield source


def parsed(path: str, text: str) -> Source:
    return Source(path, text, ast.parse(text, path))


@cache
def served_tree() -> Tree:
    """What runs in a worker: ``api``, ``policies`` and ``storefront``."""
    return _tree("api", "policies", "storefront")


@cache
def whole_tree() -> Tree:
    """Everything that may run beside a database: the above and ``ops``."""
    return _tree("api", "policies", "storefront", "ops")


def domains() -> list[str]:
    """The folders of ``api`` that are domains: those with routes, a service or queries."""
    return sorted(
        folder.name
        for folder in (ROOT / "api").iterdir()
        if folder.is_dir() and any((folder / name).exists() for name in DOMAIN_FILES)
    )


def _tree(*folders: str) -> Tree:
    files = {}
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            relative = path.relative_to(ROOT).as_posix()
            files[relative] = parsed(relative, path.read_text(encoding="utf-8"))
    return Tree(files)


def added(law: Callable[[Tree], Iterable[str]], tree: Tree, path: str, addition: str) -> list[str]:
    """What a law that judges each file by itself says of a doctored file and not of the file."""
    known = Tree({path: tree.files[path]} if path in tree.files else {})
    before = list(law(known))
    return [sentence for sentence in law(known.doctored(path, addition)) if sentence not in before]


def docstrings(tree: ast.Module) -> set[int]:
    """The identities of the constants that are docstrings, also those after assignments."""
    found = set()
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list):
            found |= {
                id(statement.value)
                for statement in body
                if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
            }
    return found


def texts(source: Source) -> Iterator[tuple[ast.Constant, str]]:
    """All string constants that are not docstrings, the parts of f-strings too."""
    skipped = docstrings(source.tree)
    for node in ast.walk(source.tree):
        if not isinstance(node, ast.Constant) or id(node) in skipped:
            continue
        if isinstance(node.value, str):
            yield node, node.value


def called(node: ast.Call) -> str:
    """The dotted name of what is called: ``datetime.now``; empty when it has none."""
    return dotted(node.func)


def dotted(node: ast.expr) -> str:
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        owner = dotted(node.value)
        return f"{owner}.{node.attr}" if owner else node.attr
    return ""


def imported(source: Source) -> Iterator[tuple[ast.AST, str]]:
    """Every imported name in full: ``from time import time`` gives ``time.time``."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node, alias.name
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                yield node, f"{node.module}.{alias.name}"
