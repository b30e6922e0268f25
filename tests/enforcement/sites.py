"""Rewrites the modules of the guard while they are imported, so that any one call can be disabled.

Every call in every function of the modules is wrapped; which of them are guard calls is found by
running the matrix and looking at what they return: verdicts, findings, failures, views, spans,
readings, words to be judged, or a refusal of the form. A call is disabled by taking that away.
This module imports nothing of Clearsight: the hook must stand before the first import.
"""

import ast
import importlib.abc
import importlib.machinery
import inspect
import sys
import types
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

# Whole packages and modules; a new file in one of them is rewritten like the others.
REWRITTEN = (
    "clearsight.guard", "clearsight.aloud", "clearsight.wire", "clearsight.gateway",
    "clearsight.app", "clearsight.audit.guard",
)  # fmt: skip
STOPS = "stops"
REFUSALS = ("WireError", "Problem", "bad", "IngestError")


@dataclass(frozen=True)
class Site:
    """One call, or one look at whether a verdict stops."""

    file: str
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.text}"


@dataclass
class Sites:
    """All sites, the one that is disabled, and what was seen of each.

    Attributes:
        neutral: what is left of a value when its judgement is taken away, and whether that
            changes it; given once Clearsight can be imported.
        refusals: exceptions that mean "not understood".
        touched: by site the numbers of the cells in which disabling it takes something away.
    """

    every: list[Site] = field(default_factory=list)
    disabled: int = -1
    cell: int = -1
    neutral: Callable[[str, object], tuple[bool, Any]] = lambda file, value: (False, value)
    refusals: tuple[type[Exception], ...] = ()
    touched: dict[int, list[int]] = field(default_factory=dict)

    def add(self, site: Site) -> int:
        self.every.append(site)
        return len(self.every) - 1

    def call(self, number: int, function: Callable[..., Any], *given: Any, **named: Any) -> Any:
        """The call of a site; what it returns, or what is left of it."""
        try:
            value = function(*given, **named)
        except self.refusals as error:
            return self._swallowed(number, function, given, error)
        if inspect.iscoroutine(value):
            return self._awaited(number, value)
        return self._left(number, value)

    def stops(self, number: int, value: bool) -> bool:
        """Whether a verdict stops, as a site sees it."""
        if value is True:
            self._touch(number)
            return self.disabled != number
        return value

    def raises(self, number: int) -> bool:
        """Whether a refusal of the form is raised, as a site sees it."""
        self._touch(number)
        return self.disabled != number

    async def _awaited(self, number: int, work: Coroutine[Any, Any, Any]) -> Any:
        return self._left(number, await work)

    def _left(self, number: int, value: Any) -> Any:
        changed, left = self.neutral(self.every[number].file, value)
        if changed:
            self._touch(number)
        return left if changed and self.disabled == number else value

    def _swallowed(
        self, number: int, function: Callable[..., Any], given: Sequence[Any], error: Exception
    ) -> Any:
        """A check that refuses; only the innermost one counts, and only one that returns nothing
        but its refusal (or, of `kind_of`, what it was asked about).
        """
        first = not hasattr(error, "clearsight_site")
        error.clearsight_site = number  # type: ignore[attr-defined]
        returns = getattr(function, "__annotations__", {}).get("return", "unknown")
        name = getattr(function, "__name__", "")
        if not first or not (returns in (None, "None") or name == "kind_of"):
            raise error
        self._touch(number)
        if self.disabled != number:
            raise error
        return given[0].get("type") if name == "kind_of" else None

    def _touch(self, number: int) -> None:
        cells = self.touched.setdefault(number, [])
        if self.disabled < 0 and (not cells or cells[-1] != self.cell):
            cells.append(self.cell)


SITES = Sites()


class _Rewriter(ast.NodeTransformer):
    """Wraps calls inside functions; tables at the level of a module are left alone."""

    def __init__(self, file: str) -> None:
        self._file, self._inside = file, False

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        return self._function(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.AST:
        return self._function(node)

    def _function(self, node: Any) -> ast.AST:
        before, self._inside = self._inside, True
        # Defaults, decorators and annotations are no part of what runs.
        node.body = [self.visit(statement) for statement in node.body]
        self._inside = before
        return cast(ast.AST, node)

    def visit_Call(self, node: ast.Call) -> ast.AST:
        text = ast.unparse(node)[:120]
        self.generic_visit(node)
        if not self._inside or (isinstance(node.func, ast.Name) and node.func.id == "super"):
            return node
        number = SITES.add(Site(self._file, node.lineno, text))
        return self._wrapped(node, "call", [ast.Constant(number), node.func, *node.args],
                             node.keywords)  # fmt: skip

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        text = ast.unparse(node)
        self.generic_visit(node)
        if not self._inside or node.attr != STOPS or not isinstance(node.ctx, ast.Load):
            return node
        number = SITES.add(Site(self._file, node.lineno, text))
        return self._wrapped(node, "stops", [ast.Constant(number), node], [])

    def visit_Raise(self, node: ast.Raise) -> ast.AST:
        text = ast.unparse(node)[:120]
        self.generic_visit(node)
        if not self._inside or not text.startswith(tuple(f"raise {name}(" for name in REFUSALS)):
            return node
        number = SITES.add(Site(self._file, node.lineno, text))
        asked = self._wrapped(node, "raises", [ast.Constant(number)], [])
        return ast.copy_location(ast.If(cast(ast.expr, asked), [node], []), node)

    def _wrapped(
        self, node: ast.expr | ast.stmt, how: str, args: list[ast.expr], keywords: list[ast.keyword]
    ) -> ast.AST:
        name = ast.Attribute(ast.Name("__clearsight_sites__", ast.Load()), how, ast.Load())
        return ast.copy_location(ast.Call(name, args, keywords), node)


class _Loader(importlib.machinery.SourceFileLoader):
    def get_code(self, fullname: str) -> types.CodeType:
        source = self.get_data(self.path).decode("utf-8")
        short = "src/" + self.path.rpartition("/src/")[2]
        tree = ast.fix_missing_locations(_Rewriter(short).visit(ast.parse(source, self.path)))
        return compile(tree, self.path, "exec", dont_inherit=True)

    def exec_module(self, module: types.ModuleType) -> None:
        module.__dict__["__clearsight_sites__"] = SITES
        super().exec_module(module)


class _Finder(importlib.abc.MetaPathFinder):
    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: types.ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if not any(fullname == one or fullname.startswith(f"{one}.") for one in REWRITTEN):
            return None
        spec = importlib.machinery.PathFinder.find_spec(fullname, path, target)
        if spec is None or not isinstance(spec.loader, importlib.machinery.SourceFileLoader):
            return spec
        spec.loader = _Loader(fullname, spec.loader.path)
        return spec


def install() -> None:
    """Rewrite what is imported from now on.

    Raises:
        RuntimeError: too late: a module that should be rewritten is there already.
    """
    late = [name for name in REWRITTEN if name in sys.modules]
    if late:
        raise RuntimeError(f"{late} were imported before they could be rewritten")
    sys.meta_path.insert(0, _Finder())
