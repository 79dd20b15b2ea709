"""Which texts of the source are SQL, and whether what is put into them could be a value.

A statement may be joined from constants and placeholders, never from values. ``Interpolations``
follows each ``{…}`` of an f-string in a ``queries.py`` back to where its text was written: module
constants, placeholders from ``bind`` and ``visible``, numbers of placeholders, and texts that are
themselves made of these.
"""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, Final

from tests.laws.sources import Source, called, texts

if TYPE_CHECKING:
    from collections.abc import Iterator

STATEMENT: Final = re.compile(
    r"\b(?:SELECT\s.+\sFROM|INSERT\s+INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM|TRUNCATE\s+\w+"
    r"|CREATE\s+(?:TABLE|INDEX|FUNCTION)|ALTER\s+TABLE|GRANT\s+\w+\s+ON)\b",
    re.DOTALL,
)
ROW_LOCK: Final = re.compile(r"\bFOR\s+(?:NO\s+KEY\s+)?(?:UPDATE|SHARE|KEY\s+SHARE)\b")
_CONSTANT: Final = re.compile(r"_?[A-Z][A-Z0-9_]*")
_PLACEHOLDER_MAKERS: Final = frozenset({"bind", "visible", "len", "locking"})
_JOINERS: Final = frozenset({"join", "format"})


def statements(source: Source) -> Iterator[tuple[ast.AST, str]]:
    """Texts that read like a statement; the parts of an f-string are read as one text."""
    parts: set[int] = set()
    for node in ast.walk(source.tree):
        if isinstance(node, ast.JoinedStr):
            parts |= {id(part) for part in ast.walk(node)}
            if STATEMENT.search(joined(node)):
                yield node, joined(node)
    for constant, text in texts(source):
        if id(constant) not in parts and STATEMENT.search(text):
            yield constant, text


def joined(node: ast.JoinedStr) -> str:
    """The text of an f-string with ``{}`` for what is put in."""
    return "".join(
        str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values
    )


class Interpolations:
    """Looks for values in the f-strings of one ``queries.py``."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._functions = {
            node.name: node
            for node in ast.walk(source.tree)
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        }
        self._asked: set[tuple[str, str]] = set()

    def suspicious(self) -> list[str]:
        """One sentence for each ``{…}`` that may hold a value."""
        found = []
        for scope in [self._source.tree, *self._functions.values()]:
            for node in _own_nodes(scope):
                if isinstance(node, ast.JoinedStr) and _is_sql(node):
                    found += [
                        f"{self._source.place(part)} puts {ast.unparse(part.value)} into SQL"
                        for part in node.values
                        if isinstance(part, ast.FormattedValue)
                        and not self._harmless(part.value, scope)
                    ]
        return found

    def _harmless(self, node: ast.expr, scope: ast.AST) -> bool:
        match node:
            case ast.Constant():
                return True
            case ast.JoinedStr():
                return all(self._harmless(part, scope) for part in node.values)
            case ast.FormattedValue():
                return self._harmless(node.value, scope)
            case ast.Name():
                return self._harmless_name(node.id, scope)
            case ast.Subscript(value=ast.Name(id=name)):
                return bool(_CONSTANT.fullmatch(name))
            case ast.Subscript(value=ast.Call() as call, slice=ast.Constant(value=int(position))):
                return self._harmless_call(call, scope, position)
            case ast.BinOp():
                return self._harmless(node.left, scope) and self._harmless(node.right, scope)
            case ast.IfExp():
                return self._harmless(node.body, scope) and self._harmless(node.orelse, scope)
            case ast.List() | ast.Tuple():
                return all(self._harmless(each, scope) for each in node.elts)
            case ast.GeneratorExp() | ast.ListComp():
                return self._harmless(node.elt, scope)
            case ast.Call():
                return self._harmless_call(node, scope)
        return False

    def _harmless_call(self, node: ast.Call, scope: ast.AST, position: int | None = None) -> bool:
        """A call gives a harmless text; ``position`` is the part of the tuple it returns."""
        name = called(node).rpartition(".")[2]
        if name in _PLACEHOLDER_MAKERS:
            return True
        given = [*node.args, *(keyword.value for keyword in node.keywords)]
        if name in _JOINERS and isinstance(node.func, ast.Attribute):
            return all(self._harmless(each, scope) for each in [node.func.value, *given])
        function = self._functions.get(name)
        if function is None:
            return False
        returned = [
            each.value
            for each in _own_nodes(function)
            if isinstance(each, ast.Return) and each.value is not None
        ]
        if position is not None:
            parts = [each.elts[position] for each in returned if isinstance(each, ast.Tuple)]
            return len(parts) == len(returned) and self._all_harmless(parts, function)
        return self._all_harmless(returned, function)

    def _all_harmless(self, nodes: list[ast.expr], scope: ast.AST) -> bool:
        return all(self._harmless(each, scope) for each in nodes)

    def _harmless_name(self, name: str, scope: ast.AST) -> bool:
        if _CONSTANT.fullmatch(name):
            return True
        key = (getattr(scope, "name", ""), name)
        if key in self._asked:
            return True
        self._asked.add(key)
        written = [*_assigned(name, scope), *self._passed(name, scope)]
        return bool(written) and all(self._harmless(each, where) for each, where in written)

    def _passed(self, name: str, scope: ast.AST) -> Iterator[tuple[ast.expr, ast.AST]]:
        """What callers in the same file pass for a parameter; a public function has others."""
        if not isinstance(scope, ast.FunctionDef | ast.AsyncFunctionDef):
            return
        names = [each.arg for each in [*scope.args.posonlyargs, *scope.args.args]]
        keywords = [each.arg for each in scope.args.kwonlyargs]
        if name not in names + keywords:
            return
        if not scope.name.startswith("_"):
            yield ast.Attribute(ast.Name("caller"), name), scope
        for caller in [self._source.tree, *self._functions.values()]:
            for node in _own_nodes(caller):
                if isinstance(node, ast.Call) and called(node) == scope.name:
                    given = dict(zip(names, node.args, strict=False))
                    given |= {each.arg: each.value for each in node.keywords if each.arg}
                    if name in given:
                        yield given[name], caller


def _assigned(name: str, scope: ast.AST) -> Iterator[tuple[ast.expr, ast.AST]]:
    """Every expression that the name is bound to in this scope, added texts included."""
    for node in _own_nodes(scope):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                yield from _bound(name, target, node.value, scope)
        elif isinstance(node, ast.AnnAssign | ast.AugAssign) and node.value is not None:
            yield from _bound(name, node.target, node.value, scope)
        elif isinstance(node, ast.comprehension | ast.For):
            yield from _bound_by_loop(name, node, scope)
        elif isinstance(node, ast.Call) and called(node) == f"{name}.append":
            yield node.args[0], scope


def _bound(
    name: str, target: ast.expr, value: ast.expr, scope: ast.AST
) -> Iterator[tuple[ast.expr, ast.AST]]:
    if isinstance(target, ast.Name) and target.id == name:
        yield value, scope
    elif isinstance(target, ast.Tuple):
        for position, part in enumerate(target.elts):
            if isinstance(part, ast.Name) and part.id == name:
                if isinstance(value, ast.Tuple) and len(value.elts) == len(target.elts):
                    yield value.elts[position], scope
                else:
                    yield ast.Subscript(value, ast.Constant(position)), scope


def _bound_by_loop(
    name: str, loop: ast.comprehension | ast.For, scope: ast.AST
) -> Iterator[tuple[ast.expr, ast.AST]]:
    """Counting (``range``, ``enumerate``) gives numbers; other loops give what they run over."""
    bound = {each.id for each in ast.walk(loop.target) if isinstance(each, ast.Name)}
    if name not in bound:
        return
    if isinstance(loop.iter, ast.Call) and called(loop.iter) == "range":
        yield ast.Constant(0), scope
    elif isinstance(loop.iter, ast.Call) and called(loop.iter) == "enumerate":
        first = loop.target.elts[0] if isinstance(loop.target, ast.Tuple) else None
        counts = isinstance(first, ast.Name) and first.id == name
        yield (ast.Constant(0) if counts else loop.iter.args[0]), scope
    else:
        yield loop.iter, scope


def _own_nodes(scope: ast.AST) -> Iterator[ast.AST]:
    """The nodes of a scope without those of the functions inside it."""
    waiting = list(ast.iter_child_nodes(scope))
    while waiting:
        node = waiting.pop(0)
        yield node
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            waiting = [*ast.iter_child_nodes(node), *waiting]


def _is_sql(node: ast.JoinedStr) -> bool:
    """A statement or a piece of one: it has an SQL word or a placeholder."""
    return bool(
        re.search(r"\$|\b(?:SELECT|FROM|WHERE|AND|OR|JOIN|LIKE|ORDER BY|SET)\b| = ", joined(node))
    )
