"""A command line for each command and column, which shows it on a worked spec."""

from __future__ import annotations

_PHASE = "scalecalc example ridge_law | scalecalc phase - --x ridge.P=-2:0:3 --y target.r=0.2:1.2:3"
_FIT = "scalecalc example quickstart | scalecalc predict - --csv | scalecalc fit - --x samples --y test_error"
_DATA = "scalecalc example power_law_data --to try\nscalecalc {} try/features.npy --target try/labels.npy"
_VALIDATED = f"{_DATA.format('crossval')} --ridge 1e-4:1:5"
_SPENT = "scalecalc example feature_variance | scalecalc optimize - --over samples,width --cost 'N * P' --budget 1e4"
_OVER_RIDGE = "scalecalc example quickstart | scalecalc optimize - --over samples,ridge --cost P --budget 1e3"
_OVER_MEMBERS = "scalecalc example ensemble | scalecalc optimize - --over width,members --cost 'N * K' --budget 1e4"
_FRONTIER = "scalecalc example compute_optimal_phase_1 | scalecalc optimize - --over width,"
_OVER_STEPS = f"{_FRONTIER}steps --cost 'N * n * B' --budget 1e5"
_OVER_TIME = f"{_FRONTIER}time --cost 'N * t' --budget 1e4 --set samples=inf --set 'training={{method: flow, time: 1}}'"
_OF_EACH = ("{}", "half_{}", "double_{}", "exponent_{}", "local_exponent_{}")
_CURVES = ("ridge", "kappa", "df1", "unlearned", *(f"{name}_stderr" for name in ("kappa", "df1", "unlearned")))
_CURVES += ("fitted_df1", "fitted_unlearned")
# A run of each command that needs nothing of one's own; of some, a line before it makes the data.
WORKED = {
    "predict": "scalecalc example quickstart | scalecalc predict -",
    "decompose": "scalecalc example feature_variance | scalecalc decompose -",
    "exponents": "scalecalc example quickstart | scalecalc exponents -",
    "regimes": "scalecalc example quickstart | scalecalc regimes -",
    "flow": "scalecalc example deep_features | scalecalc flow -",
    "modes": "scalecalc example kernel_on_sphere | scalecalc modes -",
    "optimize": _SPENT,
    "phase": _PHASE,
    "simulate": "scalecalc example quickstart | scalecalc simulate - --set samples=50 --draws 10",
    "estimate": _DATA.format("estimate"),
    "crossval": _VALIDATED,
    "forecast": f"{_DATA.format('forecast')} --to 3000 --ridge 0.01",
    "fit": _FIT,
    "check": "scalecalc example quickstart | scalecalc check -",
    "explain": "scalecalc explain renormalized ridge",
}
_CORRELATED = "scalecalc example correlated_samples | scalecalc predict - --columns samples,test_error,gcv,corr_gcv"
_OPTIMAL = "scalecalc example ensemble | scalecalc predict - --columns members,ridge,ridge_low,ridge_high"
_SHIFTED = "scalecalc example out_of_distribution | scalecalc predict - --columns samples,shifted_error"
_SHIFTED += ",shifted_bias2,shifted_features,shifted_samples"
_TRAINED = "scalecalc example early_stopping | scalecalc predict - --columns time,train_error,limit_error"
_STOPPED = "scalecalc example early_stopping | scalecalc predict - --set training.time=optimal"
_STEPPED = "scalecalc example sgd_noise_floor | scalecalc predict - --columns steps,flow_error,gradient_noise"
_HALVE = "scalecalc example quickstart | scalecalc optimize - --set samples=100 --to-halve"
_SPECIAL = {
    **{("predict", name): _CORRELATED for name in ("gcv", "corr_gcv")},
    **{("predict", name): _OPTIMAL for name in ("ridge_low", "ridge_high")},
    ("predict", "s_features"): "scalecalc example ensemble | scalecalc predict - --columns members,s_features",
    ("predict", "s_noise"): "scalecalc example relu_features | scalecalc predict - --columns samples,s_noise",
    **{("predict", f"shifted_{part}"): _SHIFTED for part in ("error", "bias2", "features", "samples")},
    ("predict", "limit_error"): _TRAINED,
    **{("predict", name): f"{_STOPPED} --columns time,time_low,time_high" for name in ("time_low", "time_high")},
    **{("predict", name): _STEPPED for name in ("flow_error", "gradient_noise")},
    **{("phase", f"{name}{end}"): f"{_PHASE} --boundaries" for name in "xy" for end in "12"},
    **{("phase", f"{end}_regime"): f"{_PHASE} --boundaries" for end in ("from", "to")},
    **{("optimize", name): _HALVE for name in ("quantity", "now", "needed", "factor")},
    **{("optimize", form.format("ridge")): _OVER_RIDGE for form in _OF_EACH},
    **{("optimize", form.format("members")): _OVER_MEMBERS for form in _OF_EACH},
    **{("optimize", form.format("steps")): _OVER_STEPS for form in _OF_EACH},
    **{("optimize", form.format("time")): _OVER_TIME for form in _OF_EACH},
    ("optimize", "target_error"): _SPENT.replace("--budget 1e4", "--target-error 0.01"),
    **{("estimate", name): f"{_DATA.format('estimate')} --curves" for name in _CURVES},
    **{("crossval", name): f"{_VALIDATED} --held-out 0.25" for name in ("held_out", "held_out_stderr")},
    ("crossval", "target"): f"{_VALIDATED} --per-target",
    ("fit", "prediction"): f"{_FIT} --predict samples=1e7",
}


def run_of(command: str, column: str) -> tuple[str, ...]:
    """Lines whose last one prints a table with the column; none where that is not known."""
    text = WORKED.get(command, "")
    usual = f"{text} --columns samples,{column}" if command == "predict" else text
    return tuple(_SPECIAL.get((command, column), usual).splitlines())
