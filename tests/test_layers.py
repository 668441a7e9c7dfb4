"""Which layer may import what, read off the source; and what `import scalecalc` costs."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import scalecalc

PACKAGE = Path(scalecalc.__file__).parent
MODULES = sorted(PACKAGE.rglob("*.py"))
LAYERS = {  # each layer, and those below it that it may import; "" is the package itself (the version, public names)
    "record": set(),  # a way to write classes, which all may use
    "errors": set(),
    "limits": set(),
    "arguments": {"errors"},
    "cells": set(),
    "notebook": {"cells"},
    "table": {"arguments", "errors", "notebook"},
    "wording": {"errors"},
    "data": {"errors", "wording"},
    "blocks": {"table"},
    "picture": {"table"},
    "theory": {"errors"},
    "simulation": {"errors", "theory"},
    "spec": {"data", "errors", "limits", "theory", "wording"},
    "report": {"errors", "picture", "simulation", "spec", "table", "theory"},
    "running": {"data", "errors", "report", "simulation", "spec", "table"},
    "output": {"blocks", "cells", "errors", "picture", "table"},
    "api": {"arguments", "blocks", "errors", "limits", "output", "picture", "report", "running", "spec", "table"},
    "": {"api", "errors", "table"},
    "cli": {"", "api", "errors", "limits", "output", "picture", "report", "running", "spec", "table", "theory"},
    "__main__": {"cli"},
}
every_module = pytest.mark.parametrize("module", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())


def layer(module: Path) -> str:
    """The first name below the package."""
    name = module.relative_to(PACKAGE).with_suffix("").parts[0]
    return "" if name == "__init__" else name


def parsed(module: Path) -> ast.Module:
    return ast.parse(module.read_text(encoding="utf-8"), str(module))


def imports(tree: ast.AST) -> set[str]:
    """Dotted names of all modules imported anywhere below, be it in a function or for type checking only."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"line {node.lineno}: relative import"
            assert node.module is not None
            found |= _from(node.module, [alias.name for alias in node.names])
    return found


def _from(module: str, names: list[str]) -> set[str]:
    """`from scalecalc import spec` imports scalecalc.spec; other names of the package are the package's own.

    The version is nobody's: it stands there before anything is imported.
    """
    if module != "scalecalc":
        return {module}
    return {f"scalecalc.{name}" if name in LAYERS else "scalecalc" for name in names if name != "__version__"}


def imported_layers(tree: ast.AST) -> set[str]:
    """The layers of the package among the imports."""
    own = [name.split(".") for name in imports(tree) if name.partition(".")[0] == "scalecalc"]
    return {parts[1] if len(parts) > 1 else "" for parts in own}


def third_party(tree: ast.AST) -> set[str]:
    """Top-level packages among the imports that are neither ours nor Python's."""
    return {name.partition(".")[0] for name in imports(tree)} - set(sys.stdlib_module_names) - {"scalecalc"}


def at_module_level(tree: ast.Module) -> ast.Module:
    """The tree without functions: what runs when the module is imported."""

    class WithoutFunctions(ast.NodeTransformer):
        def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
            return None

    return WithoutFunctions().visit(tree)


def without_type_checking(tree: ast.Module) -> ast.Module:
    """The tree without what only a type checker sees."""

    class WithoutTypeChecking(ast.NodeTransformer):
        def visit_If(self, node: ast.If) -> ast.If | None:
            return None if isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING" else node

    return WithoutTypeChecking().visit(tree)


def test_the_modules_are_found() -> None:
    assert {layer(module) for module in MODULES} == set(LAYERS)


def test_layers_have_no_cycle() -> None:
    """LAYERS is listed from the bottom up."""
    below: set[str] = set()
    for name, allowed in LAYERS.items():
        assert allowed <= below, name
        below.add(name)


@every_module
def test_imports_only_go_down(module: Path) -> None:
    name = layer(module)
    assert imported_layers(parsed(module)) <= LAYERS[name] | {name, "record"}


@every_module
def test_third_parties_stay_where_they_belong(module: Path) -> None:
    allowed = {
        "data": {"numpy"},
        "theory": {"numpy", "scipy"},
        "simulation": {"numpy", "scipy"},
        "spec": {"numpy", "pydantic", "pydantic_core", "yaml"},
        "report": {"numpy"},
        "running": {"distributed", "numpy"},
        "api": {"matplotlib", "numpy"},
        "notebook": {"numpy"},
        "table": {"matplotlib", "numpy", "pyarrow"},
        "blocks": {"numpy"},
        "picture": {"numpy"},
        "output": {"matplotlib", "numpy", "pydantic_core", "rich", "yaml"},
        "cli": {"typer", "click"},
    }
    assert third_party(parsed(module)) <= allowed.get(layer(module), set())


PURE = [path for layer in ("theory", "simulation") for path in sorted((PACKAGE / layer).rglob("*.py"))]


@pytest.mark.parametrize("module", PURE, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_theory_and_simulation_know_no_files_no_terminal_and_no_clock(module: Path) -> None:
    outside = {"yaml", "typer", "rich", "pydantic", "os", "sys", "pathlib", "io", "logging", "argparse", "time"}
    assert not {name.partition(".")[0] for name in imports(parsed(module))} & outside


@every_module
def test_heavy_packages_are_never_imported_up_front(module: Path) -> None:
    assert not {"scipy", "matplotlib", "pyarrow"} & third_party(without_type_checking(at_module_level(parsed(module))))


@every_module
def test_nothing_prints(module: Path) -> None:
    """Data and messages go through the writers, which know where they may go."""
    calls = [node for node in ast.walk(parsed(module)) if isinstance(node, ast.Call)]
    prints = [call.lineno for call in calls if isinstance(call.func, ast.Name) and call.func.id == "print"]
    assert not prints


@every_module
def test_classes_are_made_without_generated_code(module: Path) -> None:
    """Frozen dataclasses are records; the generated functions of all of them would be a fifth of a short run."""
    decorators = [
        one for node in ast.walk(parsed(module)) if isinstance(node, ast.ClassDef) for one in node.decorator_list
    ]
    assert not [one.lineno for one in decorators if ast.unparse(one).startswith("dataclass(frozen=True")]


def test_importing_the_package_is_cheap() -> None:
    code = "import sys, scalecalc; sys.exit(' '.join({'numpy', 'scipy', 'typer', 'yaml', 'rich'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=PACKAGE.parent, check=False)
    assert done.stderr.strip() == ""
