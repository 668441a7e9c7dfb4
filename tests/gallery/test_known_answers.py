"""Values of the figures of arXiv:2405.00592, to the eight digits that are known.

known_answers.csv has one row per point: the spec of the gallery with its --set, and all that the theory says there.
`d` is dlog kappa2/dlog kappa1. kappa1 of the figures with random features is for F of variance 1/D.
"""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

import scalecalc
from scalecalc.table import Table
from tests.gallery.support import PAPER

ROWS = list(csv.DictReader((Path(__file__).parent / "known_answers.csv").read_text().splitlines()))

# D/N, where the known kappa1 is for F of variance 1/D
SCALES = {"06_unstructured_lrf": 2.0, "13_unstructured_nlrf": 2.0, "07_variance_dominated": 10.0}

# not a figure: two levels, |w| = 1, and every kind of random matrix
TWO_LEVELS = """\
spectrum: {kind: levels, values: [1, 0.1], multiplicities: [120, 120]}
target: {kind: levels, weights: [0.0016666666666666668, 0.006666666666666667]}
noise: 0.09
ridge: 0.01
samples: 100
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The two levels, with the row variances (j/160)^-0.8 in a file."""
    folder = tmp_path_factory.mktemp("known")
    (folder / "two_levels.yaml").write_text(TWO_LEVELS)
    variances = (np.arange(1, 161) / 160) ** -0.8
    (folder / "rows.csv").write_text("variance\n" + "".join(f"{variance!r}\n" for variance in variances.tolist()))
    return folder


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['spec']} {row['overrides']}")
def test_known_answers(row: dict[str, str], folder: Path) -> None:
    name = row["spec"]
    spec = (folder if name == "two_levels" else PAPER) / f"{name}.yaml"
    overrides = row["overrides"].split(";")
    predicted, terms = scalecalc.predict(spec, overrides), scalecalc.decompose(spec, overrides)
    assert len(predicted) == len(terms) == 1
    for column, text in list(row.items())[2:]:
        known = float(text) * (SCALES.get(name, 1.0) if column == "kappa1" else 1.0)
        found = flow(predicted) if column == "d" else (predicted if column in predicted.names else terms)[column][0]
        # eight digits, and a term that is zero is exactly zero
        assert found == pytest.approx(known, rel=1e-7, abs=0), column


def flow(predicted: Table) -> float:
    """dlog kappa2/dlog kappa1, from gamma1 = (df1 - (df1 - df2) d)/P."""
    samples, df1, df2, gamma1 = (predicted[name][0] for name in ("samples", "df1", "df2", "gamma1"))
    return float((df1 - samples * gamma1) / (df1 - df2))
