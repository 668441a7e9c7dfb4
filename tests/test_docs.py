"""The documents in the package: examples are run, and what they name exists.

`python -m tests.test_docs` rewrites the output shown in data.md, phases.md, python.md and runs.md after a change that
was meant.
"""

from __future__ import annotations

import ast
import contextlib
import io
import re
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import scalecalc
from tests import tour
from tests.registering import registered
from tests.test_layers import LAYERS
from tests.test_readme import CONSOLE
from tests.test_readme import shown_by as command_shows

PACKAGE = Path(scalecalc.__file__).parent
ROOT = PACKAGE.parent
DOCS = PACKAGE / "docs"
PHASES = DOCS / "phases.md"
DOCUMENTS = ("architecture.md", "data.md", "phases.md", "python.md", "runs.md", "theory.md")
TOURS = ("data.md", "runs.md")
BLOCK = re.compile(r"```python\n(?P<code>.*?)```(?:\n\n```text\n(?P<shown>.*?)```)?", re.DOTALL)


def imported(code: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)


def runnable(code: str) -> bool:
    """Whether everything is installed that the block imports, or takes in silence."""
    silent = {"pyarrow"} if "pl.DataFrame(" in code else {"matplotlib"} if ".plot()" in code else set()
    return all(find_spec(name) for name in {*imported(code), *silent})


def shown_by(code: str, names: dict[str, Any]) -> str:
    """What a session shows: all that is printed, and the value of a last line that is an expression."""
    tree = ast.parse(code)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(tree, "python.md", "exec", dont_inherit=True), names)
        if last is not None:
            value = eval(compile(ast.Expression(last.value), "python.md", "eval", dont_inherit=True), names)
            if value is not None:
                printed.write(f"{value!r}\n")
    return printed.getvalue()


def test_python_examples(monkeypatch: pytest.MonkeyPatch) -> None:
    """Block after block in one session, as a notebook runs them; those whose libraries are missing are left out."""
    monkeypatch.chdir(ROOT)
    names: dict[str, Any] = {}
    blocks = list(BLOCK.finditer((DOCS / "python.md").read_text(encoding="utf-8")))
    assert len(blocks) > 5
    with registered():
        for block in blocks:
            if runnable(block["code"]):
                assert shown_by(block["code"], names) == (block["shown"] or ""), block["code"]


@pytest.mark.parametrize(
    "example", list(CONSOLE.finditer(PHASES.read_text(encoding="utf-8"))), ids=lambda m: m["command"]
)
def test_commands_of_the_guide_to_phases(example: re.Match[str]) -> None:
    assert command_shows(example["command"]) == example["output"]


@pytest.mark.parametrize("name", TOURS)
def test_tours_from_data(name: str) -> None:
    """Block after block in one folder, as a reader types them."""
    names: dict[str, Any] = {}
    blocks = list(tour.BLOCK.finditer((DOCS / name).read_text(encoding="utf-8")))
    assert len(blocks) > 5
    if not all(runnable(block["code"]) for block in blocks if block["code"]):
        pytest.skip("takes the libraries of the test extra")
    with tour.session():
        for block in blocks:
            found, told = toured(block, names), block["output"] or block["shown"] or ""
            assert tour.alike(found, told), f"{block['command'] or block['code']}\n{found}"


def toured(block: re.Match[str], names: dict[str, Any]) -> str:
    return tour.printed(block["command"]) if block["command"] else shown_by(block["code"], names)


def test_what_a_tour_may_show() -> None:
    assert tour.alike("error 0.1234 ± 0.01, of 1,000\n───", "error 0.1229 ± 0.02,\nof 1,000 ─")
    for other in ("error 0.1251 of 1,000", "error 0.1234 of 1,020", "error -0.1234 of 1,000", "fault 0.1234 of 1,000"):
        assert not tour.alike("error 0.1234 of 1,000", other)


PACKAGES = [path.name for path in PACKAGE.iterdir() if (path / "__init__.py").is_file()]
NAMED = re.compile(rf"`((?:tests/)?(?:{'|'.join([*PACKAGES, 'reference', 'fuzz'])})(?:/[\w/]*)?)`")
GUIDES = {DOCS / "theory.md": 40, DOCS / "architecture.md": 40, ROOT / ".github" / "CONTRIBUTING.md": 20}


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.name)
def test_guides_name_rooms_that_exist(guide: Path) -> None:
    """Every package and module that a guide names is there."""
    rooms = [room.replace("/NAME", "") for room in NAMED.findall(guide.read_text(encoding="utf-8"))]
    assert len(rooms) > GUIDES[guide]
    assert not [room for room in rooms if not any(_is_room(place / room) for place in (PACKAGE, ROOT))]


def test_the_theory_names_every_room_of_the_theory() -> None:
    text = (DOCS / "theory.md").read_text(encoding="utf-8")
    rooms = {f"theory/{path.stem}" for path in (PACKAGE / "theory").glob("*.py")} - {"theory/__init__"}
    assert not [room for room in sorted(rooms) if f"`{room}`" not in text]


def _is_room(path: Path) -> bool:
    return path.is_dir() or path.with_suffix(".py").is_file()


def test_the_architecture_tells_the_layers_that_are_tested() -> None:
    """Each package of LAYERS stands in the table, with what it imports, where that is told one by one."""
    rows = re.findall(
        r"^\| (`.*?) \| .*? \|(.*)\|$", (DOCS / "architecture.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    told = {name: set(re.findall(r"`(\w+)`", below)) for names, below in rows for name in re.findall(r"`(\w+)`", names)}
    assert {*told, "record", "", "__main__"} == set(LAYERS)
    for name in ("data", "output", "reading", "results", "simulation", "spec", "theory", "wording"):
        assert told[name] == LAYERS[name], name


ETA = np.arange(1, 61.0) ** -1.3
POWER = ETA**1.7
WRITTEN: dict[str, dict[str, Any]] = {
    "ridge": {},
    "white": {"width": 45},
    "orthogonal": {"width": 45, "weights": "orthogonal"},
    "structured": {"width": 45, "weights": {"kind": "power_law", "decay": 0.8}},
    "layers": {"layers": [{"width": 50}, {"width": 40, "weights": "orthogonal"}]},
    "noisy": {"width": 45, "noise": 0.002},
}


def theta(z: float, width: float, weights: Any, inputs: float) -> tuple[float, float]:
    """1/S and Theta of a layer, as in section 4."""
    if weights == "gaussian":
        return 1 - z / width, z / (width - z)
    if weights == "orthogonal":
        return (1 - z / width) / (1 - z / inputs), z / (width - z) - z / (inputs - z)
    rows = np.arange(1, width + 1) ** -weights["decay"]
    low, high = 1e-12, 1e6
    for _ in range(200):
        kappa = np.sqrt(low * high)
        low, high = (kappa, high) if np.sum(rows / (rows + kappa)) > z else (low, kappa)
    q = np.sum((rows / (rows + kappa)) ** 2)
    return z * kappa / width, q / (z - q)


@pytest.mark.parametrize("name", WRITTEN)
def test_the_formulas_as_they_are_written(name: str) -> None:
    """Sections 3 to 8, word for word, with their subtractions: what the solver says satisfies them."""
    features, P, ridge, sigma2 = WRITTEN[name], 30, 1e-3, 0.01
    values, weights = ETA.tolist(), (POWER / ETA).tolist()
    spec = {
        "spectrum": {"kind": "levels", "values": values, "multiplicities": [1] * len(values)},
        "target": {"kind": "levels", "weights": weights},
        "noise": sigma2, "ridge": ridge, "samples": P, **({"features": features} if features else {}),
    }  # fmt: skip
    told, terms = scalecalc.predict(spec), scalecalc.decompose(spec)
    kappa1, kappa2 = told["kappa1"][0], told["kappa2"][0]

    s = ETA / (ETA + kappa2)
    z, q, B, T = s.sum(), (s**2).sum(), (POWER * (1 - s) ** 2).sum(), (POWER * (1 - s)).sum()
    layers = features.get("layers", [features] if features else [])
    widths = [layer["width"] for layer in layers]
    found = [
        theta(z, layer["width"], layer.get("weights", "gaussian"), inputs)
        for layer, inputs in zip(layers, [len(ETA), *widths], strict=False)
    ]
    u = kappa2 * np.prod([inverse for inverse, _ in found])
    N, tau = (widths[-1], widths[-1] * features.get("noise", 0.0)) if widths else (np.inf, 0.0)
    zbar = z + (tau / u) * (1 - z / N)
    assert kappa1 == pytest.approx(u - tau / N, rel=1e-10)
    assert ridge == pytest.approx(kappa1 * (1 - zbar / P), rel=1e-9)
    assert told["df1"][0] == pytest.approx(zbar, rel=1e-10)

    rho, d0 = kappa1 / u, 1 / (1 + (z - q) / z * sum(each for _, each in found))
    d, rest = rho * d0, (1 - rho) * (N - z) if tau else 0.0
    gamma2 = q / P
    gamma1 = gamma2 + ((z - q) * (1 - rho**2 * d0) + (1 - rho) * rest) / P
    assert (zbar / P - gamma1) == pytest.approx(((z - q) * rho**2 * d0 + rho * rest) / P, rel=1e-9)
    var_features = (1 - d) * (T - B)
    expected = {
        "bias2": B,
        "var_features": var_features,
        "var_samples": B * gamma2 / (1 - gamma2),
        "var_samples_features": (B + var_features) * gamma1 / (1 - gamma1) - B * gamma2 / (1 - gamma2),
        "var_samples_noise": sigma2 * gamma2 / (1 - gamma2),
        "var_samples_features_noise": sigma2 * (1 / (1 - gamma1) - 1 / (1 - gamma2)),
        "generalization_error": (d * B + (1 - d) * T + sigma2 * gamma1) / (1 - gamma1),
    }
    for one, value in expected.items():
        assert terms[one][0] == pytest.approx(value, rel=1e-8, abs=1e-14), one
    train = (expected["generalization_error"] + sigma2) * (ridge / kappa1) ** 2
    assert told["train_error"][0] == pytest.approx(train, rel=1e-8)


@pytest.mark.parametrize("name", ["py.typed", *(f"docs/{name}" for name in DOCUMENTS)])
def test_is_part_of_the_package(name: str) -> None:
    assert (PACKAGE / name).is_file()


def rewrite() -> None:
    names: dict[str, Any] = {}

    def shown(block: re.Match[str]) -> str:
        output = shown_by(block["code"], names)
        return f"```python\n{block['code']}```" + (f"\n\n```text\n{output}```" if output else "")

    text = (DOCS / "python.md").read_text(encoding="utf-8")
    (DOCS / "python.md").write_text(BLOCK.sub(shown, text), encoding="utf-8")
    text = CONSOLE.sub(
        lambda m: f"```console\n$ {m['command']}\n{command_shows(m['command'])}```", PHASES.read_text(encoding="utf-8")
    )
    PHASES.write_text(text, encoding="utf-8")
    for name in TOURS:
        rewrite_tour(DOCS / name)


def rewrite_tour(path: Path) -> None:
    """Only what a new run says otherwise, so that last digits stay as they are."""
    names: dict[str, Any] = {}

    def shown(block: re.Match[str]) -> str:
        found, told = toured(block, names), block["output"] or block["shown"] or ""
        if tour.alike(found, told):
            return block[0]
        if block["command"]:
            return f"```console\n$ {block['command']}\n{found}```"
        return f"```python\n{block['code']}```" + (f"\n\n```text\n{found}```" if found else "")

    text = path.read_text(encoding="utf-8")
    with tour.session():
        text = tour.BLOCK.sub(shown, text)
    path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    rewrite()
