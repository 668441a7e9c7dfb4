"""The options that commands share, each declared once, and handed over as one value."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Annotated, Any, Literal, TypeVar, get_type_hints

import typer

from scalecalc.limits import MAX_POINTS
from scalecalc.theory import coordinates

ValueT = TypeVar("ValueT")


class Manner:
    """How errors are told. Known to `main` as soon as the options for it are read, before any other."""

    color: Literal["auto", "always", "never"] = "auto"
    errors: Literal["full", "concise", "json"] = "full"
    debug: bool = False


def remembered(context: typer.Context, parameter: typer.CallbackParam, value: ValueT) -> ValueT:
    """Note an option in the Manner that the context carries."""
    setattr(context.find_root().obj, str(parameter.name), value)
    return value


INPUT, OUTPUT, RUN = _PANELS = ("Input", "Output", "Run")

Spec = Annotated[
    str | None,
    typer.Argument(
        metavar="SPEC",
        help="YAML file that says what to compute; - is standard input.",
        show_default="standard input, unless that is a terminal",
    ),
]
Specs = Annotated[
    list[str],
    typer.Argument(
        metavar="SPEC",
        help="YAML files to check; - is standard input.",
        show_default="standard input, unless that is a terminal",
    ),
]
Set = Annotated[
    list[str],
    typer.Option(
        "--set",
        metavar="KEY=YAML",
        help="Replace a value of the spec, e.g. --set features.width=500. Repeatable.",
        rich_help_panel=INPUT,
    ),
]
Vary = Annotated[
    list[str],
    typer.Option(
        "--vary",
        metavar="KEY=RANGE",
        help="Sweep a number of the spec in an outer loop, e.g. --vary spectrum.alpha=1.2,1.5,2 or ridge.P=-2:0:5."
        " Repeatable.",
        rich_help_panel=INPUT,
    ),
]
MaxPoints = Annotated[
    int,
    typer.Option(
        "--max-points",
        metavar="N",
        min=1,
        help="Refuse grids of more points than this.",
        envvar="SCALECALC_MAX_POINTS",
        rich_help_panel=INPUT,
    ),
]
Along = Annotated[
    coordinates.Along | None,
    typer.Option(
        "--along",
        help="The quantity that goes to its limit.",
        show_default="the one that is swept",
        rich_help_panel=INPUT,
    ),
]
Format = Annotated[
    Literal["auto", "table", "csv", "tsv", "json", "jsonl", "markdown"],
    typer.Option(
        "--format",
        "-f",
        metavar="FORMAT",
        help="table, csv, tsv, json, jsonl, markdown; auto: what the suffix of --output says,"
        " else a table on a terminal and CSV anywhere else.",
        envvar="SCALECALC_FORMAT",
        rich_help_panel=OUTPUT,
    ),
]
Csv = Annotated[bool, typer.Option("--csv", help="Short for --format csv.", rich_help_panel=OUTPUT)]
Json = Annotated[bool, typer.Option("--json", help="Short for --format json.", rich_help_panel=OUTPUT)]
Output = Annotated[
    str,
    typer.Option(
        "--output",
        "-o",
        metavar="FILE",
        help="Write to a file, whole or not at all; - is standard output.",
        rich_help_panel=OUTPUT,
    ),
]
Columns = Annotated[
    str | None,
    typer.Option(
        "--columns",
        metavar="A,B,C",
        help="Only these columns, in this order.",
        show_default="all",
        rich_help_panel=OUTPUT,
    ),
]
Plot = Annotated[
    bool,
    typer.Option("--plot", help="Draw the curves in the terminal, in place of the table.", rich_help_panel=OUTPUT),
]
FigureFile = Annotated[
    str | None,
    typer.Option(
        "--figure",
        metavar="FILE",
        help="Draw the curves into a file, .svg, .png or .pdf, beside the table.",
        show_default="none",
        rich_help_panel=OUTPUT,
    ),
]
Stacked = Annotated[
    bool,
    typer.Option(
        "--stacked",
        help="With --plot or --figure: the terms as layers that add up to the error.",
        rich_help_panel=OUTPUT,
    ),
]
Color = Annotated[
    Literal["auto", "always", "never"],
    typer.Option(
        "--color",
        help="Colours; auto heeds NO_COLOR, FORCE_COLOR and TERM.",
        envvar="SCALECALC_COLOR",
        callback=remembered,
        is_eager=True,
        rich_help_panel=OUTPUT,
    ),
]
Errors = Annotated[
    Literal["full", "concise", "json"],
    typer.Option(
        "--errors",
        help="Problems with source lines, one per line, or as JSON.",
        envvar="SCALECALC_ERRORS",
        callback=remembered,
        is_eager=True,
        rich_help_panel=OUTPUT,
    ),
]
ShowSpec = Annotated[
    bool,
    typer.Option("--show-spec", help="Print the spec with defaults and --set in place, and stop.", rich_help_panel=RUN),
]
DryRun = Annotated[
    bool,
    typer.Option("--dry-run", "-n", help="Check the spec, print what would be done, and stop.", rich_help_panel=RUN),
]
Quiet = Annotated[
    bool,
    typer.Option(
        "--quiet",
        "-q",
        help="No notes, no progress; errors stay.",
        envvar="SCALECALC_QUIET",
        rich_help_panel=RUN,
    ),
]
Verbose = Annotated[
    bool,
    typer.Option(
        "--verbose",
        "-v",
        help="Say what is computed and how long it takes.",
        envvar="SCALECALC_VERBOSE",
        rich_help_panel=RUN,
    ),
]
Debug = Annotated[
    bool,
    typer.Option(
        "--debug",
        help="Show the traceback of an error.",
        callback=remembered,
        is_eager=True,
        rich_help_panel=RUN,
    ),
]


Draws = Annotated[
    int,
    typer.Option("--draws", metavar="N", help="Independent draws of every point.", rich_help_panel=RUN),
]
Seed = Annotated[int, typer.Option("--seed", metavar="N", help="Seed of all random numbers.", rich_help_panel=RUN)]
Covariates = Annotated[
    str,
    typer.Option(
        "--covariates",
        metavar="LAW|FILE",
        help="gaussian, rademacher, uniform, student, student:DEGREES; or a .npy or .csv file whose rows, whitened, are"
        " drawn with replacement.",
        rich_help_panel=INPUT,
    ),
]
Check = Annotated[
    float | None,
    typer.Option(
        "--check",
        metavar="Z",
        help="Exit 1, and say where, if a mean is off by more than Z standard errors beyond finite size.",
        show_default="no check",
        rich_help_panel=RUN,
    ),
]
Precision = Annotated[
    float | None,
    typer.Option(
        "--precision",
        metavar="FRACTION",
        help="Stop drawing a point once E_g has this relative standard error.",
        show_default="all draws",
        rich_help_panel=RUN,
    ),
]
Memory = Annotated[
    str,
    typer.Option("--memory", metavar="SIZE", help="Refuse what would take more, e.g. 500MB.", rich_help_panel=RUN),
]
Float32 = Annotated[bool, typer.Option("--float32", help="Draw and fit in single precision.", rich_help_panel=RUN)]
Jobs = Annotated[
    int,
    typer.Option("--jobs", "-j", metavar="N", help="Processes; the digits are the same.", rich_help_panel=RUN),
]
Executor = Annotated[
    str | None,
    typer.Option(
        "--executor",
        metavar="dask://HOST:PORT",
        help="Work on a Dask cluster, named by its scheduler.",
        show_default="this machine",
        rich_help_panel=RUN,
    ),
]
Checkpoint = Annotated[
    str | None,
    typer.Option(
        "--checkpoint",
        metavar="FILE",
        help="Keep finished draws in a file, and go on from those that are in it.",
        show_default="none",
        rich_help_panel=RUN,
    ),
]


class PlainOptions:
    """What every command takes. (Options are no dataclasses: those take milliseconds to make.)"""

    color: Color = "auto"
    errors: Errors = "full"
    debug: Debug = False

    def __init__(self, **values: Any) -> None:
        vars(self).update(values)


class TableOptions(PlainOptions):
    """How a table is written, whatever it is of."""

    format: Format = "auto"
    csv: Csv = False
    json: Json = False
    output: Output = "-"
    columns: Columns = None
    quiet: Quiet = False


class ComputeOptions(TableOptions):
    """What a command takes that computes on the grid of one spec."""

    spec: Spec = None
    set: Set
    vary: Vary
    max_points: MaxPoints = MAX_POINTS
    plot: Plot = False
    figure: FigureFile = None
    show_spec: ShowSpec = False
    dry_run: DryRun = False
    verbose: Verbose = False


class TermOptions(ComputeOptions):
    """What `decompose` takes."""

    stacked: Stacked = False


class LimitOptions(ComputeOptions):
    """What a command takes that follows one quantity to its limit."""

    along: Along = None


class SimulateOptions(ComputeOptions):
    """What `simulate` takes: how much is drawn, of what, by whom."""

    covariates: Covariates = "gaussian"
    draws: Draws = 100
    seed: Seed = 0
    check: Check = None
    precision: Precision = None
    memory: Memory = "4GB"
    float32: Float32 = False
    jobs: Jobs = 1
    executor: Executor = None
    checkpoint: Checkpoint = None


class CheckOptions(TableOptions):
    """What `check` takes: specs instead of a spec."""

    specs: Specs
    set: Set
    vary: Vary
    max_points: MaxPoints = MAX_POINTS


class TextOptions(PlainOptions):
    """What a command takes that writes a text as it is."""

    output: Output = "-"
    quiet: Quiet = False


OptionsT = TypeVar("OptionsT", bound=PlainOptions)


def takes(options: type[OptionsT]) -> Callable[[Callable[[OptionsT], int]], Callable[..., int]]:
    """Let Typer see each option as a parameter, and the command all of them as one value."""

    def decorate(command: Callable[[OptionsT], int]) -> Callable[..., int]:
        @wraps(command)
        def flat(**values: Any) -> int:
            return command(options(**values))

        parameters = _parameters(options)
        flat.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
        flat.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
        return flat

    return decorate


def _parameters(options: type[PlainOptions]) -> list[inspect.Parameter]:
    """The options as keyword parameters, panel by panel as the help shows them. Repeatable ones start empty."""
    parameters = [
        inspect.Parameter(
            name, inspect.Parameter.KEYWORD_ONLY, default=getattr(options, name, []), annotation=annotation
        )
        for name, annotation in get_type_hints(options, include_extras=True).items()
    ]
    return sorted(parameters, key=_place_in_help)


def _place_in_help(parameter: inspect.Parameter) -> tuple[int, bool]:
    """Panel by panel, and within a panel what every command takes last."""
    (info,) = parameter.annotation.__metadata__
    general = parameter.name in PlainOptions.__annotations__
    return _PANELS.index(info.rich_help_panel or INPUT), general
