"""Command lines, right and wrong, about a spec.yaml in the current folder."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import strategies as st

from scalecalc.output import FORMATS
from tests.strategies.building import RARELY, among, composite
from tests.strategies.case import Case
from tests.strategies.specs import specs

_FORMATS = ("auto", *FORMATS)
_SETS = (
    *("ridge=0", "ridge=1e-4", "noise=[0, 1]", "samples=[1, 2, 3]", "samples={from: 1, to: 1e3, points: 3}"),
    *("ridge='1e-2 * P^-1'", "features.width=7", "title=x", "ensemble.members=2", "spectrum.scale=2", "noise=1e-320"),
    *(
        "ridge=-1",
        "zz=1",
        "ridge",
        "=1",
        "ridge=",
        "samples=[",
        "features=",
        "spectrum.kind=levels",
        "a.b.c=1",
        "ridge.x=1",
    ),
    *("samples=.nan", "'ridge'=1", "ridge==1", "samples=1e60", "samples=inf", "target={kind: isotropic}"),
)
_VARIED = (
    *("noise=0,1", "ridge.P=-1:0:2", "spectrum.scale=1:10:2", "samples=[5, 6]", "spectrum.modes=9,10", "title=1"),
    *("spectrum.alpha=1.5,x", "zz=1", "noise", "noise=", "samples.0=1,2", "=", "spectrum=1", "target.scale=2:1"),
)
_COLUMNS = (
    "samples",
    "samples,test_error",
    "generalization_error,status",
    "term,exponent",
    "regime",
    "zz",
    "",
    ",",
    "status",
)
_WRONG = (
    *(("--zz",), ("--format", "xlsx"), ("--csv", "--json"), ("--set",), ("--max-points", "0"), ("--max-points", "x")),
    *(("--color", "blue"), ("--errors", "zz"), ("extra.yaml",), ("-o", "."), ("-o", "none/x.csv"), ("-o", "x.zz")),
    *(
        ("--figure", "x.zz"),
        ("--along", "noise"),
        ("--draws", "0"),
        ("--stacked",),
        ("-o", "spec.yaml"),
        ("--",),
        ("-1",),
    ),
)


@dataclass(frozen=True)
class CommandLine:
    """arguments: what stands after the name of the program. output: the file that it names for the result, if any."""

    case: Case
    arguments: tuple[str, ...]
    output: str | None = None


@composite
def command_lines(draw: st.DrawFn, figures: bool = False) -> CommandLine:
    """A command about a spec. Some are wrong: by their options, or by what they set in the spec."""
    case = draw(specs(most=3))
    few = ("regimes",) if case.rows <= 2 else ()  # of many trajectories they take seconds
    command = draw(among("predict", "predict", "decompose", "flow", "exponents", "check", "check", *few))
    options = draw(_options(command, figures))
    output = None
    if draw(RARELY):
        output = f"result.{draw(among('csv', 'tsv', 'json', 'jsonl', 'md', 'txt'))}"
        options += ("-o", output)
    return CommandLine(case, (command, "spec.yaml", *options), output)


@composite
def _options(draw: st.DrawFn, command: str, figures: bool) -> tuple[str, ...]:
    kinds = [_form, _form, _columns, _quiet, _errors, _set, _set, _vary, _max_points, _wrong]
    if command != "check":
        kinds += [_preview, _plot]
    if command in ("exponents", "regimes"):
        kinds += [_along]
    if figures and command != "check":
        kinds += [_figure]
    options: tuple[str, ...] = ()
    for _ in range(draw(among(0, 1, 1, 2, 3))):
        options += draw(draw(among(*kinds)))
    return options


_form = st.one_of(
    among(*((option, name) for name in _FORMATS for option in ("--format", "-f"))), among(("--csv",), ("--json",))
)
_columns = among(*(("--columns", names) for names in _COLUMNS))
_quiet = among(("-q",), ("--verbose",), ("--color", "always"), ("--color", "never"))
_errors = among(("--errors", "concise"), ("--errors", "json"), ("--errors", "full"))
_set = among(*(("--set", text) for text in _SETS))
_vary = among(*(("--vary", text) for text in _VARIED))
_max_points = among(("--max-points", "1"), ("--max-points", "2"), ("--max-points", "1000"))
_wrong = among(*_WRONG)
_preview = among(("--dry-run",), ("--show-spec",))
_plot = among(("--plot",))
_along = among(("--along", "samples"), ("--along", "width"), ("--along", "ridge"))
_figure = among(("--figure", "figure.svg"), ("--figure", "figure.png"))
