"""The README and the documents in the package: what they show is what a run shows, and what they name exists.

`python -m tests.test_docs` makes all of it anew after a change that was meant: galleries, blocks, figures.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import scalecalc
from tests import documents, manual
from tests.documents import DOCS, ROOT, alike
from tests.gallery import pages
from tests.registering import registered
from tests.test_layers import LAYERS

PACKAGE = ROOT / "scalecalc"
README = ROOT / "README.md"
DOCUMENTS = [README, *sorted(DOCS.glob("*.md"))]
MEASURED = ("README.md", "data.md", "runs.md", "benchmarks.md", "howto.md", "tour.md")  # with numbers of the BLAS
DRAWN = ("dynamics.md", "gallery.md", "literature.md", "paper.md")
LINK = re.compile(r"\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)")

each = pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)


@each
def test_blocks_show_what_a_run_shows(document: Path) -> None:
    """Block after block in one session, as a reader types them."""
    blocks = documents.blocks(document, ("session", "code"))
    if not all(documents.runnable(block["code"]) for block in blocks if block["code"]):
        pytest.skip("takes the libraries of the test extra")
    names: dict[str, Any] = {}
    with documents.session(), registered():
        for block in blocks:
            if block["code"]:
                agrees(documents.shown_by(block["code"], names), block["shown"] or "", document, block["code"])
            for step in documents.STEP.finditer(block["session"] or ""):
                agrees(documents.printed(step["command"]), step["output"], document, step["command"])


def agrees(found: str, told: str, document: Path, what: str) -> None:
    assert alike(found, told) if document.name in MEASURED else found == told, f"{what}\n{found}"


@pytest.mark.parametrize("name", ["README.md", *(pytest.param(name, marks=pytest.mark.long) for name in DRAWN)])
def test_figures_are_those_of_their_commands(name: str) -> None:
    document = README if name == "README.md" else DOCS / name
    with documents.session():
        for block in documents.blocks(document, ("figure",)):
            told = (document.parent / block["file"]).read_text(encoding="utf-8")
            assert documents.same_figure(documents.drawn(block["figure"]), told), block["figure"]


@each
def test_links_lead_somewhere(document: Path) -> None:
    links = LINK.findall(document.read_text(encoding="utf-8"))
    assert not [link for link in links if not (document.parent / link).exists()]


def test_no_figure_is_left_over() -> None:
    used = {
        (document.parent / block["file"]).resolve()
        for document in DOCUMENTS
        for block in documents.blocks(document, ("figure",))
    }
    assert {path.resolve() for path in (DOCS / "figures").iterdir()} == used


@pytest.mark.parametrize("page", pages.PAGES, ids=lambda page: page.name)
def test_galleries_say_what_the_specs_say(page: pages.Page) -> None:
    assert page.file.read_text(encoding="utf-8") == page.text()


def test_the_man_page_says_what_the_commands_say() -> None:
    assert manual.PAGE.read_text(encoding="utf-8") == manual.page()


def test_what_a_document_may_show() -> None:
    assert alike("error 0.1234 ± 0.01, of 1,000\n───", "error 0.1229 ± 0.02,\nof 1,000 ─")
    for other in ("error 0.1251 of 1,000", "error 0.1234 of 1,020", "error -0.1234 of 1,000", "fault 0.1234 of 1,000"):
        assert not alike("error 0.1234 of 1,000", other)


def test_the_readme_is_short() -> None:
    assert len(README.read_bytes()) < 12_000


def test_ci_runs_the_test_command() -> None:
    commands = re.findall(r"```sh\n(.*?)\n```", README.read_text(encoding="utf-8"), re.DOTALL)
    assert commands[1] in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


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


def rewrite() -> None:
    pages.rewrite()
    manual.PAGE.write_text(manual.page(), encoding="utf-8")
    for document in DOCUMENTS:
        documents.rewrite(document)


if __name__ == "__main__":
    rewrite()
