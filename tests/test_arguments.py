"""Wrong arguments from Python: a documented exception with a sentence, and none that speaks of the command line."""

from __future__ import annotations

import ast
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import scalecalc
from scalecalc import UsageError

PACKAGE = Path(scalecalc.__file__).parent
SPEC: dict[str, Any] = {
    "spectrum": {"kind": "isotropic", "modes": 10},
    "target": {"kind": "isotropic"},
    "ridge": 0.1,
    "samples": [5, 20],
}
WITH_SPEC: dict[str, Callable[..., Any]] = {
    "load": scalecalc.load,
    "predict": scalecalc.predict,
    "decompose": scalecalc.decompose,
    "flow": scalecalc.flow,
    "exponents": scalecalc.exponents,
    "regimes": scalecalc.regimes,
    "simulate": scalecalc.simulate,
    "check": scalecalc.check,
}
every_function = pytest.mark.parametrize("name", WITH_SPEC)


@every_function
@pytest.mark.parametrize("spec", [None, 3, ["samples"], b"spec.yaml"])
def test_specs_of_another_kind(name: str, spec: Any) -> None:
    with pytest.raises(UsageError, match="spec is a path, '-', a dict in the shape of the YAML, or a Study"):
        WITH_SPEC[name](spec)


@every_function
def test_a_text_for_a_list_of_overrides(name: str) -> None:
    with pytest.raises(UsageError, match=r"overrides is a list of texts, got the text 'ridge=1'; write \['ridge=1'\]"):
        WITH_SPEC[name](SPEC, overrides="ridge=1")


@every_function
@pytest.mark.parametrize("overrides", [None, 3, [3], {"ridge": 1}, ["ridge=1", None], b"ridge=1"])
def test_other_overrides(name: str, overrides: Any) -> None:
    with pytest.raises(UsageError, match=r"overrides is a list of texts such as \['ridge=1e-4'\], got"):
        WITH_SPEC[name](SPEC, overrides=overrides)


@every_function
def test_overrides_of_a_study_are_not_passed_over(name: str) -> None:
    study = scalecalc.load(SPEC)
    with pytest.raises(UsageError, match=r"give the overrides and what to vary to load\(\)"):
        WITH_SPEC[name](study, overrides=["ridge=1"])


@pytest.mark.parametrize("ask", [scalecalc.exponents, scalecalc.regimes])
@pytest.mark.parametrize("along", ["noise", "members", "width_1", "", "Samples", 3, ["samples"]])
def test_nothing_can_be_followed_along_it(ask: Callable[..., Any], along: Any) -> None:
    with pytest.raises(UsageError, match="along must be one of samples, width, ridge, time, steps, or None, got"):
        ask(SPEC, along=along)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"draws": -3}, "draws -3: a standard error takes at least 2 draws"),
        ({"draws": 1}, "draws 1: a standard error takes at least 2 draws"),
        ({"draws": 2.5}, "draws must be an integer, got 2.5"),
        ({"draws": "100"}, "draws must be an integer, got '100'"),
        ({"draws": True}, "draws must be an integer, got True"),
        ({"seed": -1}, "seed -1: must be an integer >= 0"),
        ({"seed": None}, "seed must be an integer, got None"),
        ({"jobs": 0}, "jobs 0: must be an integer >= 1"),
        ({"jobs": "2"}, "jobs must be an integer, got '2'"),
        ({"jobs": 2, "executor": "dask://localhost:8786"}, "jobs are processes here, an executor is a cluster"),
        ({"executor": "localhost"}, "executor localhost is no cluster; it takes dask://HOST:PORT"),
        ({"executor": 3}, "executor must be a text, got 3"),
        ({"memory": float("nan")}, "memory must be a number, got nan"),
        ({"memory": "4G"}, "memory must be a number, got '4G'"),
        ({"memory": 1.0}, "of memory, and .* are allowed; more memory, a smaller grid, fewer draws"),
        ({"float32": "no"}, "float32 must be True or False, got 'no'"),
        ({"covariates": None}, "covariates must be a text, got None"),
        ({"covariates": "cauchy"}, "covariates cauchy: takes gaussian, rademacher"),
        ({"covariates": "student:1"}, "covariates student:1: the degrees of freedom must be a number > 2"),
        ({"precision": 2}, "precision 2: must be between 0 and 1"),
        ({"precision": float("nan")}, "precision must be a number, got nan"),
        ({"precision": "0.1"}, "precision must be a number, got '0.1'"),
        ({"checkpoint": 3}, "checkpoint must be a text, got 3"),
    ],
    ids=str,
)
def test_simulate(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        scalecalc.simulate(SPEC, **arguments)


def test_numbers_of_numpy_are_numbers() -> None:
    table = scalecalc.simulate(SPEC, draws=np.int64(3), seed=np.uint8(1), memory=np.float32(1e9), precision=None)
    assert set(table["draws"]) == {3}


@pytest.mark.parametrize("most", [None, 1.5, "7"])
def test_max_points(most: Any) -> None:
    with pytest.raises(UsageError, match="max_points must be an integer, got"):
        scalecalc.load(SPEC, max_points=most)


TYPED = (
    "commands/example/lines.py",
    "commands/explain/",
    "commands/explore.py",
    "explorer/",
)  # lines for people to type
COMMAND_LINE = ("cli/", "output/", "settings.py", "commands/completion/", "__main__.py", *TYPED)
LIBRARY = [
    path for path in sorted(PACKAGE.rglob("*.py")) if not path.relative_to(PACKAGE).as_posix().startswith(COMMAND_LINE)
]


@pytest.mark.parametrize("module", LIBRARY, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_the_library_does_not_speak_of_options(module: Path) -> None:
    """Its sentences name arguments; the command line calls them options. What an Option says is help, as docstrings."""
    tree = ast.parse(module.read_text(encoding="utf-8"))
    documented = ast.Module | ast.ClassDef | ast.FunctionDef
    docs = {ast.get_docstring(node, clean=False) for node in ast.walk(tree) if isinstance(node, documented)}
    options = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and ast.unparse(node.func) == "Option"]
    docs |= {ast.literal_eval(node.args[0]) for node in options}
    texts = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    spoken = [text for text in texts if text not in docs]
    assert not [text for text in spoken if any(word.startswith("--") and word[2:3].isalpha() for word in text.split())]
