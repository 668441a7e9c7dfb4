"""Which layer may import what, read off the source; and what `import scalecalc` costs."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path

import scalecalc

PACKAGE = Path(scalecalc.__file__).parent
MODULES = sorted(PACKAGE.rglob("*.py"))
LAYERS = {  # each layer, and those below it that it may import; "" is the package itself (the version, public names)
    "record": set(),  # a way to write classes, which all may use
    "arrays": set(),
    "coordinates": set(),
    "law": {"arrays"},
    "errors": set(),
    "limits": set(),
    "views": set(),
    "memory": {"errors"},
    "cells": set(),
    "streams": set(),
    "registry": {"errors"},
    "arguments": {"errors"},
    "options": {"arguments"},
    "arrow": {"errors"},
    "notebook": {"cells"},
    "table": {"views", "arguments", "arrow", "errors", "notebook"},
    "wording": {"errors"},
    "data": {"arrays", "errors", "wording"},
    "running": {"errors"},
    "blocks": {"table"},
    "judge": {"errors", "table"},
    "reading": {"arrays", "data", "errors", "law", "registry", "wording"},
    "theory": {"arrays", "coordinates", "data", "errors", "law", "limits", "reading", "wording"},
    "spec": {"arrays", "coordinates", "data", "errors", "law", "limits", "reading", "theory", "wording"},
    "api": {"arguments", "errors", "limits", "spec"},
    "allocation": {"arrays", "coordinates", "errors", "spec", "theory", "wording"},
    "results": {"arrays", "coordinates", "errors", "reading", "spec", "table", "theory"},
    "simulation": {
        "arrays",
        "blocks",
        "coordinates",
        "data",
        "errors",
        "memory",
        "reading",
        "registry",
        "results",
        "running",
        "spec",
        "table",
        "theory",
    },
    "empirical": {"arrays", "data", "errors", "memory", "registry", "running", "spec", "theory", "wording"},
    "fitting": {"arrays", "data", "errors", "reading", "registry", "theory", "wording"},
    "output": {"arrow", "blocks", "cells", "errors", "streams", "table"},
    "figures": {"arguments", "views", "errors", "output", "table"},
    "explained": {
        *("coordinates", "empirical", "errors", "fitting", "output", "reading", "simulation", "spec", "theory"),
        "wording",
    },
    "explorer": {
        *("cells", "coordinates", "errors", "figures", "output", "reading", "results", "spec", "table", "theory"),
        "wording",
    },
    "settings": {"views", "limits", "options", "output"},
    "commands": {
        *(
            "allocation",
            "api",
            "arguments",
            "arrays",
            "blocks",
            "coordinates",
            "empirical",
            "errors",
            "explained",
            "explorer",
            "figures",
            "fitting",
            "judge",
            "limits",
            "memory",
        ),
        *("options", "output", "registry", "results", "running", "settings", "simulation", "spec", "table", "theory"),
        *("streams", "wording"),
    },
    # the names that kinds of one's own are written with
    "kinds": {"arrays", "empirical", "reading", "simulation", "theory"},
    "registration": {"commands", "errors", "kinds", "registry", "settings"},
    "": {"api", "commands", "errors", "registration", "table"},
    "cli": {
        *(
            "",
            "api",
            "commands",
            "coordinates",
            "empirical",
            "errors",
            "explained",
            "explorer",
            "figures",
            "fitting",
            "judge",
            "limits",
            "options",
            "output",
            "settings",
            "spec",
        ),
        *("streams", "table", "theory", "wording"),
    },
    "__main__": {"cli", "commands"},
}


def layer(module: Path) -> str:
    """The first name below the package."""
    name = module.relative_to(PACKAGE).with_suffix("").parts[0]
    return "" if name == "__init__" else name


def parsed(module: Path) -> ast.Module:
    return ast.parse(module.read_text(encoding="utf-8"), str(module))


@cache
def everything(module: Path) -> list[ast.AST]:
    """All nodes of a module, be they in a function or for type checking only."""
    return list(ast.walk(parsed(module)))


def imports(nodes: Iterable[ast.AST]) -> set[str]:
    """Dotted names of all modules that these nodes import."""
    found = set()
    for node in nodes:
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


def imported_layers(nodes: Iterable[ast.AST]) -> set[str]:
    """The layers of the package among the imports."""
    own = [name.split(".") for name in imports(nodes) if name.partition(".")[0] == "scalecalc"]
    return {parts[1] if len(parts) > 1 else "" for parts in own}


def third_party(nodes: Iterable[ast.AST]) -> set[str]:
    """Top-level packages among the imports that are neither ours nor Python's."""
    return {name.partition(".")[0] for name in imports(nodes)} - set(sys.stdlib_module_names) - {"scalecalc"}


def at_start(node: ast.AST) -> Iterator[ast.AST]:
    """What runs when the module is imported: no functions, and nothing that only a type checker sees."""
    yield node
    for child in ast.iter_child_nodes(node):
        checking = isinstance(child, ast.If) and isinstance(child.test, ast.Name) and child.test.id == "TYPE_CHECKING"
        if not checking and not isinstance(child, ast.FunctionDef | ast.expr):
            yield from at_start(child)


def test_the_modules_are_found() -> None:
    assert {layer(module) for module in MODULES} == set(LAYERS)


def test_layers_have_no_cycle() -> None:
    """LAYERS is listed from the bottom up."""
    below: set[str] = set()
    for name, allowed in LAYERS.items():
        assert allowed <= below, name
        below.add(name)


def offenders(found: Callable[[Path], object], modules: list[Path] = MODULES) -> dict[str, object]:
    """What is found in modules where there should be nothing, by their names."""
    return {module.relative_to(PACKAGE).as_posix(): what for module in modules if (what := found(module))}


def test_imports_only_go_down() -> None:
    def upward(module: Path) -> set[str]:
        return imported_layers(everything(module)) - LAYERS[layer(module)] - {layer(module), "record"}

    assert not offenders(upward)


THIRD_PARTIES = {
    "arrays": {"numpy"},
    "law": {"numpy"},
    "data": {"numpy", "pyarrow"},
    "reading": {"numpy", "pydantic", "pydantic_core", "yaml"},
    "theory": {"numpy", "pydantic", "scipy"},
    "running": {"distributed"},
    "simulation": {"numpy", "scipy"},
    "empirical": {"numpy", "scipy"},
    "allocation": {"numpy"},
    "fitting": {"numpy", "scipy"},
    "spec": {"numpy", "pydantic"},
    "explained": {"yaml"},
    "results": {"numpy"},
    "commands": {"matplotlib", "numpy"},
    "kinds": {"pydantic"},
    "arrow": {"numpy", "pyarrow"},
    "notebook": {"numpy"},
    "table": {"matplotlib", "numpy", "pyarrow"},
    "blocks": {"numpy"},
    "figures": {"matplotlib", "numpy", "plotly"},
    "explorer": {"numpy", "rich", "textual"},
    "output": {"numpy", "pyarrow", "pydantic_core", "rich", "yaml"},
    "cli": {"typer", "click"},
}


def test_third_parties_stay_where_they_belong() -> None:
    assert not offenders(lambda module: third_party(everything(module)) - THIRD_PARTIES.get(layer(module), set()))


PURE = ("theory/", "simulation/draw/", "simulation/fit/")


def test_theory_and_simulation_know_no_files_no_terminal_and_no_clock() -> None:
    outside = {"yaml", "typer", "rich", "os", "sys", "pathlib", "io", "logging", "argparse", "time"}
    pure = [module for module in MODULES if module.relative_to(PACKAGE).as_posix().startswith(PURE)]
    assert not offenders(
        lambda module: {name.partition(".")[0] for name in imports(everything(module))} & outside, pure
    )


KINDS = (
    "activations",
    "correlations",
    "kernels",
    "matrices",
    "methods",
    "spectra",
    "targets",
)  # whose kinds have fields
GLUE = "problem"  # makes of kinds what the solver takes


def test_only_kinds_know_what_a_spec_is() -> None:
    """The mathematics takes numbers: no fields of a spec, no data files, no report of problems."""

    def spoken(module: Path) -> set[str]:
        names = imports(everything(module))
        return {name for name in names if name.startswith(("pydantic", "scalecalc.reading", "scalecalc.data"))}

    pure = [module for module in MODULES if module.relative_to(PACKAGE).as_posix().startswith("theory/")]
    assert not offenders(spoken, [module for module in pure if module.parent.name not in (*KINDS, GLUE)])


def test_heavy_packages_are_never_imported_up_front() -> None:
    def heavy(module: Path) -> set[str]:
        return {"scipy", "matplotlib", "plotly", "pyarrow"} & third_party(at_start(parsed(module)))

    assert not offenders(heavy)


def test_nothing_prints() -> None:
    """Data and messages go through the writers, which know where they may go."""

    def prints(module: Path) -> list[int]:
        calls = [node for node in everything(module) if isinstance(node, ast.Call)]
        return [call.lineno for call in calls if isinstance(call.func, ast.Name) and call.func.id == "print"]

    assert not offenders(prints)


def test_classes_are_made_without_generated_code() -> None:
    """Frozen dataclasses are records; the generated functions of all of them would be a fifth of a short run."""

    def generated(module: Path) -> list[int]:
        classes = [node for node in everything(module) if isinstance(node, ast.ClassDef)]
        decorators = [one for node in classes for one in node.decorator_list]
        return [one.lineno for one in decorators if ast.unparse(one).startswith("dataclass(frozen=True")]

    assert not offenders(generated)


def test_importing_the_package_is_cheap() -> None:
    code = "import sys, scalecalc; sys.exit(' '.join({'numpy', 'scipy', 'typer', 'yaml', 'rich'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=PACKAGE.parent, check=False)
    assert done.stderr.strip() == ""
