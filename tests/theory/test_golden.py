"""The solver against the independent high-precision reference, over the whole range it promises."""

import json
from pathlib import Path

import numpy as np
import pytest

from scalecalc.theory.modes.tasks import Modes, Task
from scalecalc.theory.numerics.powersum import power_sum
from scalecalc.theory.points import Points
from scalecalc.theory.risk.evaluate import evaluate
from scalecalc.theory.spectra.power_law import PowerLaw

GOLDEN = Path(__file__).parents[1] / "reference" / "golden.json"
POINTS = json.loads(GOLDEN.read_text())["points"]


def task_of(case: dict) -> Task:
    spectrum, target = case["spectrum"], case["target"]
    if spectrum["kind"] == "power_law":
        alpha, modes = float(spectrum["alpha"]), float(spectrum["modes"])
        if target["kind"] == "isotropic":
            scale = float(spectrum["scale"])
            return PowerLaw(alpha, scale, modes, alpha, scale * float(target["total"]) / modes)
        decay = float(target["decay"]) if "decay" in target else 1 + 2 * alpha * float(target["r"])
        return PowerLaw(alpha, float(spectrum["scale"]), modes, decay, float(target["scale"]))
    if spectrum["kind"] == "isotropic":
        values, counts = np.array([float(spectrum["scale"])]), np.array([float(spectrum["modes"])])
    else:
        values = np.array([float(x) for x in spectrum["values"]])
        counts = np.array([float(x) for x in spectrum["multiplicities"]])
    if target["kind"] == "isotropic":
        weights = float(target["total"]) / counts.sum()
    elif target["kind"] == "levels":
        weights = np.array([float(x) for x in target["weights"]])
    else:
        last = np.cumsum(counts)
        powers = float(target["scale"]) * power_sum(float(target["decay"]), last - counts + 1, last)
        return Modes(values, counts, powers)
    return Modes(values, counts, values * counts * weights)


@pytest.mark.parametrize("case", POINTS, ids=[case["id"] for case in POINTS])
def test_agrees_with_the_reference(case: dict) -> None:
    widths = (np.array([float(case["width"])]),) if case.get("width") is not None else ()
    point = Points(
        np.array([float(case["samples"])]),
        widths,
        np.array([float(case["ridge"])]),
        np.array([float(case["noise"])]),
    )
    result = evaluate(task_of(case), point)
    for name, text in case["outputs"].items():
        got = float((getattr(result, name) if hasattr(result, name) else getattr(result.errors, name))[0])
        want = float(text)
        if np.isinf(want) or want == 0:
            assert got == want, name
        else:
            assert got == pytest.approx(want, rel=1e-12, abs=0), name
