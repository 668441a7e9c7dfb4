"""A command line for each command and column, which shows it on a worked spec."""

from __future__ import annotations

_PHASE = "scalecalc example ridge_law | scalecalc phase - --x ridge.P=-2:0:3 --y target.r=0.2:1.2:3"
_FIT = "scalecalc example quickstart | scalecalc predict - --csv | scalecalc fit - --x samples --y test_error"
# A run of each command that needs no file. Commands on data have none: they take your own.
WORKED = {
    "predict": "scalecalc example quickstart | scalecalc predict -",
    "decompose": "scalecalc example feature_variance | scalecalc decompose -",
    "exponents": "scalecalc example quickstart | scalecalc exponents -",
    "regimes": "scalecalc example quickstart | scalecalc regimes -",
    "flow": "scalecalc example deep_features | scalecalc flow -",
    "optimize": "scalecalc example width_law | scalecalc optimize - --over samples --cost P --budget 1e3",
    "phase": _PHASE,
    "simulate": "scalecalc example quickstart | scalecalc simulate - --set samples=50 --draws 10",
    "fit": _FIT,
    "check": "scalecalc example quickstart | scalecalc check -",
    "explain": "scalecalc explain renormalized ridge",
}
_CORRELATED = "scalecalc example correlated_samples | scalecalc predict - --columns samples,test_error,gcv,corr_gcv"
_OPTIMAL = "scalecalc example ensemble | scalecalc predict - --columns members,ridge,ridge_low,ridge_high"
_HALVE = "scalecalc example quickstart | scalecalc optimize - --set samples=100 --to-halve"
_SPECIAL = {
    **{("predict", name): _CORRELATED for name in ("gcv", "corr_gcv")},
    **{("predict", name): _OPTIMAL for name in ("ridge_low", "ridge_high")},
    ("predict", "s_features"): "scalecalc example ensemble | scalecalc predict - --columns members,s_features",
    ("predict", "s_noise"): "scalecalc example relu_features | scalecalc predict - --columns samples,s_noise",
    **{("phase", f"{name}{end}"): f"{_PHASE} --boundaries" for name in "xy" for end in "12"},
    **{("phase", f"{end}_regime"): f"{_PHASE} --boundaries" for end in ("from", "to")},
    **{("optimize", name): _HALVE for name in ("quantity", "now", "needed", "factor")},
    ("fit", "prediction"): f"{_FIT} --predict samples=1e7",
}


def run_of(command: str, column: str) -> str:
    """A command line whose table has the column; "" where that takes data of one's own."""
    line = WORKED.get(command, "")
    usual = f"{line} --columns samples,{column}" if command == "predict" else line
    return _SPECIAL.get((command, column), usual)
