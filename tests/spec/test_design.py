"""From specs to designs: which random matrices there are, and what files of them hold."""

from __future__ import annotations

from collections.abc import Callable
from math import inf
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scalecalc.errors import Problem, SpecError
from scalecalc.spec import Study, load
from scalecalc.theory.correlations.file import FileCorrelation
from scalecalc.theory.matrices.design import PLAIN, Ensemble
from scalecalc.theory.matrices.file import FileWeights
from tests.kinds import (
    GAUSSIAN,
    ORTHOGONAL,
    AdditiveNoise,
    activation,
    ar1,
    moments,
    power_correlation,
    power_rows,
)

Problems = Callable[..., tuple[Problem, ...]]

BASE: dict[str, Any] = {
    "spectrum": {"kind": "power_law", "alpha": 1.5, "modes": inf},
    "target": {"kind": "power_law", "r": 0.4},
    "ridge": 1e-3,
    "samples": 10,
}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def study(**changes: Any) -> Study:
    return load(BASE | changes)


def featured(**features: Any) -> Study:
    return study(features=features)


def messages(**changes: Any) -> list[tuple[str, int, int, str]]:
    with pytest.raises(SpecError) as caught:
        study(**changes)
    return [(problem.file, problem.line, problem.column, problem.message) for problem in caught.value.problems]


# --- what there is


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"features": {"width": 5}},
        {"features": {"width": 5, "weights": "gaussian", "noise": 0}},
        {"features": {"width": 5, "weights": {"kind": "power_law", "decay": 0}}},
        {"features": {"layers": [{"width": 5}, {"width": 2.5, "weights": {"kind": "power_law", "decay": 0}}]}},
        {"ridge": "optimal"},
    ],
    ids=str,
)
def test_what_is_white_is_the_plain_design(changes: dict[str, Any]) -> None:
    assert study(**changes).design == PLAIN


def test_each_layer_has_its_weights_the_first_acting_on_the_data() -> None:
    layers = [
        {"width": 9, "weights": "orthogonal"},
        {"width": 7},
        {"width": 5, "weights": {"kind": "power_law", "decay": 0.7}},
    ]
    assert featured(layers=layers).design.weights == (ORTHOGONAL, GAUSSIAN, power_rows(0.7))
    assert featured(width=9, weights="orthogonal").design.weights == (ORTHOGONAL,)


@pytest.mark.parametrize(
    ("features", "expected"),
    [
        ({"noise": 0.25}, AdditiveNoise(0.25)),
        ({"activation": "relu"}, activation("relu")),
        ({"activation": "tanh", "weights": "orthogonal"}, activation("tanh")),
        ({"activation": {"mu1": 0.5, "mustar2": 0}}, moments(0.5, 0)),
        ({"noise": 0.25, "weights": {"kind": "power_law", "decay": 1}}, AdditiveNoise(0.25)),
    ],
)
def test_nonlinearities(features: dict[str, Any], expected: object) -> None:
    assert featured(width=5, **features).design.nonlinearity == expected


def test_an_activation_of_the_last_layer_takes_structured_layers_before_it() -> None:
    layers = [{"width": 9, "weights": {"kind": "power_law", "decay": 1}}, {"width": 7}]
    assert featured(layers=layers, activation="erf").design.nonlinearity == activation("erf")


def test_infinitely_many_features_may_have_an_activation_but_no_noise() -> None:
    assert featured(width=inf, activation="relu").design.nonlinearity == activation("relu")
    assert featured(width=inf, noise=0).design == PLAIN
    assert featured(layers=[{"width": inf}, {"width": 5}], noise=1).design.nonlinearity == AdditiveNoise(1)


def test_correlations() -> None:
    assert study(correlation={"kind": "ar1", "rho": -0.5}, samples=[3, inf]).design.correlation == ar1(-0.5)
    assert study(correlation={"kind": "power_law", "decay": 2}).design.correlation == power_correlation(2)
    both = study(
        correlation={"kind": "ar1", "rho": 0.5}, features={"width": 5, "noise": 0}, ensemble={"members": 2}
    ).design
    assert (both.correlation, both.ensemble) == (ar1(0.5), Ensemble("features", 1.0))


@pytest.mark.parametrize(
    ("features", "ensemble", "expected"),
    [
        (None, {}, Ensemble("samples", 0)),
        (None, {"overlap": 0.25}, Ensemble("samples", 0.25)),
        ({"width": 5}, {}, Ensemble("features", 1)),
        ({"width": 5}, {"draws": "samples"}, Ensemble("samples", 0)),
        ({"width": 5}, {"draws": "both", "overlap": 0.5}, Ensemble("both", 0.5)),
    ],
)
def test_ensembles(features: Any, ensemble: dict[str, Any], expected: Ensemble) -> None:
    found = study(features=features, ensemble={"members": 3} | ensemble)
    assert found.design.ensemble == expected
    assert found.resolved["ensemble"]["draws"] == expected.draws
    assert found.resolved["ensemble"].get("overlap") == (None if expected.draws == "features" else expected.overlap)


# --- measured matrices

FILE = {"kind": "file", "path": "rows.npy"}


def rows(**features: Any) -> FileWeights:
    (weights,) = featured(weights=FILE, **features).design.weights
    assert isinstance(weights, FileWeights)
    return weights


def test_row_variances_of_a_file_are_sorted_and_count_the_features() -> None:
    np.save("rows.npy", [0.5, 3, 1, 1])
    found = featured(weights=FILE)
    assert list(rows().entries.eigenvalue) == [3, 1, 1, 0.5]
    assert list(rows().entries.multiplicity) == [1] * 4
    assert rows(width=4).entries.modes == 4
    assert list(found.grid.block(0, 1).widths[0]) == [4]
    assert found.notes == ("The feature matrix has 4 row variances, used one by one.",)
    assert "width" not in found.resolved["features"]


def test_row_variances_of_a_layer_from_a_column() -> None:
    Path("rows.csv").write_text("j,variance\n1,0.5\n2,2\n")
    weights = {"kind": "file", "path": "rows.csv", "column": "variance"}
    found = featured(layers=[{"width": [3, 9]}, {"weights": weights}])
    first, second = found.design.weights
    assert first == GAUSSIAN
    assert isinstance(second, FileWeights)
    assert list(second.entries.eigenvalue) == [2, 0.5]
    assert [list(width) for width in found.grid.block(0, 2).widths] == [[3, 9], [2, 2]]
    assert found.notes == ("Layer 2 has 2 row variances, used one by one.",)


@pytest.mark.parametrize("count", [1_000_000])
def test_many_rows_are_compressed_and_count_exactly(count: int) -> None:
    variances = np.random.default_rng(0).permutation(np.arange(1.0, count + 1) ** -0.7)
    np.save("rows.npy", variances)
    found = featured(weights=FILE)
    (weights,) = found.design.weights
    assert isinstance(weights, FileWeights)
    nodes = weights.entries
    assert nodes.eigenvalue.size < 400
    assert nodes.modes == count
    for kappa in (1e-6, 1e-3, 1.0):  # S of structured weights is made of such sums
        direct = np.sum(variances / (variances + kappa))
        assert nodes.multiplicity @ (nodes.eigenvalue / (nodes.eigenvalue + kappa)) == pytest.approx(direct, rel=1e-12)
    assert list(found.grid.block(0, 1).widths[0]) == [count]
    (note,) = found.notes
    assert f"The feature matrix's {count} row variances are represented by {nodes.eigenvalue.size} nodes" in note


@pytest.mark.parametrize("width", [3, 2.5, [4, 4], [4, 5], "P", inf])
def test_another_width_than_the_file_has_rows_is_a_problem(width: Any) -> None:
    np.save("rows.npy", [1.0, 1, 1, 1])
    ((_, _, _, message),) = messages(features={"width": width, "weights": FILE})
    assert "features.width is the number of rows of 'rows.npy', got " in message
    assert message.endswith("must be 4, or left out")


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ([1, 0], "entry 1 (counted from 0): a row variance, got 0, must be > 0"),
        ([-1, 1], "entry 0 (counted from 0): a row variance, got -1, must be > 0"),
        ([1, inf], "got inf, must be a finite number"),
        ([1e308, 1e308], "the sum of the row variances comes to inf"),
    ],
)
def test_row_variances_are_positive_numbers(values: list[float], words: str) -> None:
    np.save("rows.npy", np.array(values, dtype=float))
    ((_, _, _, message),) = messages(features={"weights": FILE})
    assert words in message


def test_problems_of_rows_are_located_in_their_file() -> None:
    Path("rows.csv").write_text("j,variance\n1,0.5\n2,-2\n")
    weights = {"kind": "file", "path": "rows.csv", "column": "variance"}
    assert messages(features={"weights": weights})[0][:3] == ("rows.csv", 3, 3)
    ((_, _, _, message),) = messages(features={"weights": weights | {"column": "variances"}})
    assert "no column 'variances', did you mean 'variance'?" in message


def test_a_file_of_rows_that_is_not_there(problems: Problems) -> None:
    text = (
        "spectrum: {kind: isotropic, modes: 5}\ntarget: {kind: isotropic}\nridge: 0\nsamples: 5\n"
        "features: {layers: [{weights: {kind: file, path: gone.npy}}]}\n"
    )
    (problem,) = problems(text)
    assert (problem.line, problem.column, problem.length) == (5, 50, 8)
    assert (
        "features.layers[0].weights.path is the data file, got 'gone.npy', must be a file that can" in problem.message
    )


def test_a_structured_file_in_the_last_layer_takes_no_activation() -> None:
    np.save("rows.npy", [1.0, 2])
    ((_, _, _, message),) = messages(features={"weights": FILE, "activation": "tanh"})
    assert "features.weights of kind file, got features of unequal variance" in message


def correlated(values: list[float]) -> tuple[FileCorrelation, tuple[str, ...]]:
    np.save("k.npy", np.array(values))
    found = study(correlation={"kind": "file", "path": "k.npy"}, samples=[2.5, inf])
    assert isinstance(found.design.correlation, FileCorrelation)
    return found.design.correlation, found.notes


def test_eigenvalues_of_a_correlation_are_scaled_to_mean_one() -> None:
    found, notes = correlated([1, 6, 2])
    assert list(found.entries.eigenvalue) == pytest.approx([2, 2 / 3, 1 / 3], rel=1e-15)
    assert list(found.entries.multiplicity) == [1, 1, 1]
    assert notes[0] == "The correlation of the samples has 3 eigenvalues, used one by one."
    assert notes[1] == "The correlation's eigenvalues have mean 3, and are scaled to mean 1."
    found, notes = correlated([1.5, 0.5])
    assert list(found.entries.eigenvalue) == [1.5, 0.5]
    assert len(notes) == 1


def test_eigenvalues_of_a_correlation_may_be_of_any_scale() -> None:
    found, _ = correlated([1e308, 1e308, 1e-10])
    assert list(found.entries.eigenvalue) == pytest.approx([1.5, 1.5, 1.5e-318], rel=1e-5)


@pytest.mark.parametrize(("values", "words"), [([1, 0], "got 0, must be > 0"), ([1e300, 1e-300], "too small beside")])
def test_eigenvalues_of_a_correlation_are_positive(values: list[float], words: str) -> None:
    np.save("k.npy", np.array(values))
    ((_, _, _, message),) = messages(correlation={"kind": "file", "path": "k.npy"})
    assert words in message


def test_paths_in_the_resolved_spec_are_absolute(folder: Path) -> None:
    (folder / "sub").mkdir()
    np.save("sub/rows.npy", [2.0, 1.0])
    (folder / "sub" / "spec.yaml").write_text(
        "spectrum: {kind: isotropic, modes: 5}\ntarget: {kind: isotropic}\nridge: 0\nsamples: 5\n"
        "features: {layers: [{width: 4}, {weights: {kind: file, path: rows.npy}}]}\n"
        "correlation: {kind: file, path: rows.npy}\n"
    )
    found = load("sub/spec.yaml")
    expected = str(folder / "sub" / "rows.npy")
    assert found.resolved["features"]["layers"][1]["weights"]["path"] == expected
    assert found.resolved["correlation"]["path"] == expected
    again = load(found.resolved)
    assert again.resolved == found.resolved
    assert repr(again.design) == repr(found.design)
    assert again.notes == found.notes


# --- an orthogonal matrix has no more rows than what it acts on has dimensions


@pytest.mark.parametrize(
    ("spectrum", "modes"),
    [
        ({"kind": "isotropic", "modes": 6}, 6),
        ({"kind": "levels", "values": [2, 1], "multiplicities": [2, 4]}, 6),
        ({"kind": "power_law", "alpha": 1, "modes": 6}, 6),
        ({"kind": "file", "path": "s.csv", "column": "e", "multiplicity": "m"}, 6),
    ],
    ids=lambda value: str(value)[:20],
)
def test_an_orthogonal_layer_may_be_as_wide_as_the_data(spectrum: dict[str, Any], modes: int) -> None:
    Path("s.csv").write_text("e,m\n3,5\n1,1\n")
    changes = {"spectrum": spectrum, "target": {"kind": "isotropic"}}
    assert study(features={"width": modes, "weights": "orthogonal"}, **changes).design.weights == (ORTHOGONAL,)
    ((_, _, _, message),) = messages(features={"width": modes + 1, "weights": "orthogonal"}, **changes)
    assert "got 7, must be at most 6, the number of modes D" in message


def test_an_orthogonal_layer_may_be_as_wide_as_the_one_before_at_every_point() -> None:
    def accepted(first: Any, second: Any) -> bool:
        layers = [{"width": first}, {"width": second, "weights": "orthogonal"}]
        try:
            study(features={"layers": layers}, samples=[4, 100, inf])
        except SpecError:
            return False
        return True

    assert accepted("P^0.7", "P^0.5")
    assert accepted("P", "P")
    assert accepted(inf, inf)
    assert accepted([5, 9], [5, 3])
    assert accepted([4, inf], {"from": 1, "to": 4, "points": 3})
    assert accepted("P", 4)
    assert not accepted("P", 5)
    assert not accepted("P^0.5", "P^0.7")
    assert not accepted([5, 9], [5, 6])
    assert not accepted(100, inf)
    assert not accepted(100, "P")


def test_an_orthogonal_layer_after_one_from_a_file() -> None:
    np.save("rows.npy", [2.0, 1.0])
    layers = [{"weights": FILE}, {"width": 3, "weights": "orthogonal"}]
    ((_, _, _, message),) = messages(features={"layers": layers})
    assert "got 3, must be at most the width of the layer before, features.layers[0].width, 2" in message


@pytest.mark.parametrize("kind", [[], {}, 1, "relu", "moments"])
def test_a_mapping_for_an_activation_has_no_kind(kind: object) -> None:
    found = [
        message for *_, message in messages(features={"width": 5, "activation": {"kind": kind, "mu1": 1, "mustar2": 0}})
    ]
    assert found == ["unknown key 'kind' in features.activation. Allowed: mu1, mustar2"]
