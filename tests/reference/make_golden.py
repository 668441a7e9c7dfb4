"""Write golden.json, a table of reference values for the solver: `python -m tests.reference.make_golden`.

Deterministic; two processes, two to five minutes. Every point is computed twice, with another seam, order and
precision (mp_reference.verify), and must agree to 30 digits before 25 are written.

golden.json: {"about", "digits", "outputs", "points"}. A point is
    {"id", "spectrum", "target", "noise", "ridge", "samples", "width", "outputs"}
with the spectrum, target and names of a spec file. Every quantity is a string: an input stands for the IEEE
double nearest to it (`float(text)`), "inf" included; an output has 25 significant digits, "inf" where it
diverges. `width: "inf"` is ridge regression without features. `ridge: "0"` is the limit lambda -> 0+, taken
after P or N -> infinity.
"""

from __future__ import annotations

import itertools
import json
import random
from concurrent.futures import ProcessPoolExecutor
from math import comb
from pathlib import Path

from mpmath import mp

from tests.reference import mp_reference as ref

DIGITS = 25
PATH = Path(__file__).with_name("golden.json")
ABOUT = (
    "Ridge regression and white linear random features (F variance 1/N), formulas of arXiv:2405.00592, "
    "computed by mp_reference.py and written by make_golden.py. Inputs are the doubles nearest to the "
    "strings; ridge 0 is the limit lambda -> 0+."
)

INF = float("inf")
Point = dict


def text(value: float | int | str) -> str:
    """Shortest decimal string of the double nearest to the value."""
    x = float(value)
    if x == INF:
        return "inf"
    return str(int(x)) if x.is_integer() and abs(x) < 1e16 else repr(x)


def power_law(alpha, modes, scale=1) -> dict:
    return {"kind": "power_law", "alpha": text(alpha), "scale": text(scale), "modes": text(modes)}


def source(r, scale=1) -> dict:
    return {"kind": "power_law", "r": text(r), "scale": text(scale)}


def decay(b, scale=1) -> dict:
    return {"kind": "power_law", "decay": text(b), "scale": text(scale)}


def levels(values, multiplicities) -> dict:
    return {
        "kind": "levels",
        "values": [text(v) for v in values],
        "multiplicities": [text(m) for m in multiplicities],
    }


def weights(values) -> dict:
    return {"kind": "levels", "weights": [text(v) for v in values]}


def isotropic(modes, scale=1) -> dict:
    return {"kind": "isotropic", "modes": text(modes), "scale": text(scale)}


def even(total=1) -> dict:
    return {"kind": "isotropic", "total": text(total)}


def spectrum_of(point: Point) -> ref.Spectrum:
    """The reference spectrum of a point of the table, from the doubles its strings stand for."""
    s, t = point["spectrum"], point["target"]
    if s["kind"] == "isotropic":
        return ref.isotropic(float(s["modes"]), float(s["scale"]), float(t["total"]))
    if s["kind"] == "levels":
        return ref.weighted_levels(*(list(map(float, x)) for x in (s["values"], s["multiplicities"], t["weights"])))
    alpha, modes, scale = float(s["alpha"]), float(s["modes"]), float(s["scale"])
    if t["kind"] == "isotropic":  # v = eta total/D
        with mp.workdps(4 * ref.DPS):
            each = mp.mpf(float(t["total"])) * mp.mpf(scale) / mp.mpf(modes)
        return ref.PowerLaw(alpha, alpha, modes, scale, each)
    if "decay" in t:
        return ref.PowerLaw(alpha, float(t["decay"]), modes, scale, float(t["scale"]))
    return ref.source(alpha, float(t["r"]), modes, scale, float(t["scale"]))


def arguments(point: Point) -> tuple[float, float, float, float]:
    """P, N, lambda, sigma^2 of a point."""
    return tuple(float(point[name]) for name in ("samples", "width", "ridge", "noise"))


# ----------------------------------------------------------------------------------------------- the points


def covering() -> list[tuple]:
    """Draws in which every setting is met equally often: a column is its values, repeated and shuffled."""
    draw = random.Random(2405_00592)
    rows = 80

    def column(*values: float) -> list[float]:
        repeated = list(itertools.islice(itertools.cycle(values), rows))
        return [x for _, _, x in sorted((draw.random(), i, x) for i, x in enumerate(repeated))]

    alpha = column(1.05, 1.2, 1.5, 2, 3, 6, 0.5, 1)
    r = column(0.05, 0.3, 0.5, 0.8, 1, 1.2, 3)
    ridge = column(0, 1e-22, 1e-10, 1e-4, 1, 1e3)
    samples, width = (column(1, 2, 10, 1e3, 1e6, 1e10, 1e15, INF) for _ in range(2))
    modes = column(1, 2, 50, 1e4, 1e6, 1e12, INF, INF)
    noise = column(0, 0.01, 1)
    out = []
    for i in range(rows):
        D = modes[i] if alpha[i] > 1 or modes[i] < INF else 1e12
        out.append((power_law(alpha[i], D), source(r[i]), samples[i], width[i], ridge[i], noise[i]))
    return out


def thresholds() -> list[tuple]:
    """P = N and its neighbours, infinite and finite D."""
    law, wide = (power_law(1.5, INF), source(0.4)), (power_law(1.2, 1e6), source(1.2))
    ridges = [0, 1e-22, 1e-10, 1e-4]
    out = [(*law, P, 100, lam, 0.01) for P in (99, 100, 101) for lam in ridges]
    out += [(*wide, P, 1000, lam, 0) for P in (999, 1000, 1001) for lam in (0, 1e-22)]
    out += [(power_law(6, INF), source(0.8), 1e15, N, lam, 1) for N in (1e15, 1e15 + 1) for lam in (0, 1e-22)]
    out += [(power_law(1.05, INF), source(0.05), 1, N, 1e-22, 0.01) for N in (1, 2)]
    out += [
        (*law, 0.5, 2.5, 0, 0.01),
        (*law, 100.5, 100.25, 1e-22, 0.01),
    ]  # the theory holds between integers
    return out


def exhausted() -> list[tuple]:
    """D = P, D = N, D = P = N and the neighbours, down to lambda = 0, where kappa2 -> 0."""
    law = (power_law(1.5, 50), source(0.4))
    pairs = [
        (49, INF),
        (50, INF),
        (51, INF),
        (50, 49),
        (50, 50),
        (50, 51),
        (49, 50),
        (51, 50),
        (51, 51),
        (50, 1000),
    ]
    out = [(*law, P, N, lam, 0.01) for P, N in (*pairs, (1000, 50), (INF, 50), (INF, 49)) for lam in (0, 1e-22)]
    out += [(*law, 50, N, 0, 0) for N in (50, INF)]
    big = (power_law(2, 1e6), source(0.3))
    out += [(*big, P, N, lam, 0.01) for P, N in ((1e6, INF), (1e6 - 1, 1e6 + 1), (1e6, 1e6)) for lam in (0, 1e-22)]
    huge = (power_law(1.2, 1e12), source(0.8))
    out += [(*huge, 1e12 - 1, 2e12, 0, 1), (*huge, 1e12 + 1, 1e12, 1e-22, 1)]
    flat = (power_law(0.5, 1e4), source(1))
    out += [(*flat, 1e4, 1e4, lam, 0.01) for lam in (0, 1e-22, 1e-4)]
    return out


def gapped() -> list[tuple]:
    """Levels ten decades apart, P or N at the edge of a level and next to it."""
    task = (levels([1, 1e-10, 1e-20], [10, 100, 1000]), weights([1, 1e5, 1e12]))
    edges = [(10, INF), (110, INF), (1110, INF), (10, 110), (110, 10), (110, 110), (110, 1110), (1110, 1110)]
    out = [(*task, P, N, lam, 0.01) for P, N in edges for lam in (0, 1e-22)]
    near = [(9, INF), (11, INF), (109, 1000), (111, 110), (1109, 1111), (50, 60)]
    out += [(*task, P, N, lam, 0) for P, N in near for lam in (0, 1e-15)]
    return out


def spheres() -> list[tuple]:
    """Sphere harmonics in d dimensions: multiplicities up to 1e60, level l of trace 2^-l, power 3^-l."""

    def task(d: int, top: int) -> tuple:
        sizes = [comb(n + d - 1, n) - (comb(n + d - 3, n - 2) if n > 1 else 0) for n in range(top + 1)]
        spectrum = levels([2.0**-n / size for n, size in enumerate(sizes)], sizes)
        return spectrum, weights([(2 / 3) ** n for n in range(top + 1)])

    low, high = task(20, 40), task(1000, 32)
    out = [(*low, P, N, lam, 0.01) for P, N in ((21, INF), (230, INF), (230, 230), (1e6, 1e4)) for lam in (0, 1e-10)]
    out += [(*high, P, N, lam, 0.01) for P, N in ((1001, INF), (1e6, 1e10), (1e15, 1e15)) for lam in (0, 1e-22, 1e-4)]
    return out


def equal() -> list[tuple]:
    """Isotropic data; an isotropic target on a power law; every eigenvalue on its own scale."""
    task = (isotropic(200), even())
    sizes = [
        (50, INF),
        (200, INF),
        (400, INF),
        (50, 100),
        (100, 100),
        (100, 50),
        (200, 100),
        (300, 300),
        (200, 200),
    ]
    out = [(*task, P, N, lam, 0.25) for P, N in sizes for lam in (0, 1e-3)]
    out += [
        (isotropic(1e12, 1e-12), even(4), P, N, lam, 0.1) for P, N in ((1e6, 1e15), (1e12, INF)) for lam in (0, 1e-22)
    ]
    out += [(power_law(1.5, 1e4), even(), P, N, 1e-6, 0) for P, N in ((100, 1000), (1000, 100))]  # N <-> P symmetric
    out += [(power_law(0.75, 1e6), even(3), 1e3, 1e4, lam, 0) for lam in (0, 1e-4)]
    return out


def scales() -> list[tuple]:
    """Spectrum and target scales, decay in place of r, the extremes of kappa, the unlimited cases."""
    out = [(power_law(1.5, INF, 1e-8), source(0.4, 1e6), P, 300, 1e-14, 0.01) for P in (10, 1e4)]
    out += [(power_law(1.2, D, 1e5), decay(2.2, 0.5), 1e3, 1e6, lam, 0.01) for D in (1e4, INF) for lam in (0, 1e-4)]
    out += [(power_law(1.5, D), decay(2.2), P, 1000, 1e-6, 0.01) for D in (1e4, 1e6, INF) for P in (10, 1e5)]
    out += [(power_law(6, INF), source(r), 1e15, INF, 0, 0.01) for r in (0.05, 0.5, 1, 3)]
    out += [(power_law(1.05, INF), source(r), 1e15, 1e15 + 1, 0, 0.01) for r in (0.05, 0.5, 1)]
    out += [(power_law(0.5, 1e15), source(0.05), 1e10, INF, 0, 0.01)]
    out += [(power_law(1.5, INF), source(0.4), INF, N, lam, 0.01) for N in (100, INF) for lam in (0, 1e-4, 1e3)]
    out += [(levels([3], [1]), weights([2]), P, N, lam, 0.01) for P, N in ((1, 1), (2, 1), (0.5, 2)) for lam in (0, 1)]
    return out


def points() -> list[Point]:
    """The table without its outputs."""
    out = []
    for group in (covering, thresholds, exhausted, gapped, spheres, equal, scales):
        for i, (spectrum, target, samples, width, ridge, noise) in enumerate(group()):
            out.append(
                {
                    "id": f"{group.__name__}-{i:03d}",
                    "spectrum": spectrum,
                    "target": target,
                    "noise": text(noise),
                    "ridge": text(ridge),
                    "samples": text(samples),
                    "width": text(width),
                }
            )
    return out


def solve(point: Point) -> Point:
    """The point with its outputs; an error if the two computations differ in the first 30 digits."""
    outputs, change = ref.verify(spectrum_of(point), *arguments(point))
    if change > mp.mpf(10) ** -30:
        raise ArithmeticError(f"{point['id']}: the reference disagrees with itself by {mp.nstr(change, 3)}")
    return point | {"outputs": {name: mp.nstr(x, DIGITS) for name, x in outputs.items()}}


def main() -> None:
    todo = points()
    with ProcessPoolExecutor(max_workers=2) as pool:
        done = list(pool.map(solve, todo))
    head = {"about": ABOUT, "digits": DIGITS, "outputs": list(ref.OUTPUTS)}
    rows = ",\n".join("  " + json.dumps(point) for point in done)
    fields = "".join(f" {json.dumps(name)}: {json.dumps(value)},\n" for name, value in head.items())
    PATH.write_text(f'{{\n{fields} "points": [\n{rows}\n ]\n}}\n', encoding="utf-8")


if __name__ == "__main__":
    main()
