"""What the command line takes beside a command's own options: what is read, where rows go, how much is said."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal, Protocol

from scalecalc.limits import MAX_POINTS
from scalecalc.options import INPUT, OUTPUT, PANELS, Argument, Option, Parameter, parameters
from scalecalc.output import FORMATS, FormatName
from scalecalc.views import Manner, Scaling, Size

# What a command starts from. The command line reads it; what starts from something new gets a word here.
Source = Literal["spec", "specs", "data", "table", "spec_or_fit", "explored", "nothing"]

_FROM_STDIN = "standard input, unless that is a terminal"


# What shells complete; the kernels of `empirical.kernels` by name, which to import here would take too long.
KERNELS = ("linear", "gaussian", "laplace", "relu", "precomputed")

HELP = "help"  # in place of names of columns: says which there are


class Settings:
    """The options of the command line itself. A command takes those that `taken` names."""

    color: Annotated[
        Literal["auto", "always", "never"],
        Option("Colours; auto heeds NO_COLOR, FORCE_COLOR and TERM.", panel=OUTPUT, variable="SCALECALC_COLOR"),
    ] = "auto"
    errors: Annotated[
        Literal["full", "concise", "json"],
        Option("Problems with source lines, one per line, or as JSON.", panel=OUTPUT, variable="SCALECALC_ERRORS"),
    ] = "full"
    debug: Annotated[bool, Option("Show the traceback of an error.")] = False
    format: Annotated[
        Literal["auto", FormatName],
        Option(
            f"{', '.join(FORMATS)}; auto: what the suffix of --output says, else a table on a terminal and CSV anywhere"
            " else.",
            "FORMAT",
            "-f",
            OUTPUT,
            variable="SCALECALC_FORMAT",
        ),
    ] = "auto"
    csv: Annotated[bool, Option("Short for --format csv.", panel=OUTPUT)] = False
    json: Annotated[bool, Option("Short for --format json.", panel=OUTPUT)] = False
    output: Annotated[
        str, Option("Write to a file, whole or not at all; - is standard output.", "FILE", "-o", OUTPUT, writes=True)
    ] = "-"
    columns: Annotated[
        str | None,
        Option("Only these columns, in this order; help says which there are.", "A,B,C", panel=OUTPUT, shown="all"),
    ] = None
    quiet: Annotated[bool, Option("No notes, no progress; errors stay.", short="-q", variable="SCALECALC_QUIET")] = (
        False
    )
    spec: Annotated[
        str | None, Argument("YAML file that says what to compute; - is standard input.", "SPEC", _FROM_STDIN)
    ] = None
    specs: Annotated[list[str], Argument("YAML files to check; - is standard input.", "SPEC", _FROM_STDIN)]
    set: Annotated[
        list[str],
        Option("Replace a value of the spec, e.g. --set features.width=500. Repeatable.", "KEY=YAML", panel=INPUT),
    ]
    vary: Annotated[
        list[str],
        Option(
            "Sweep a number of the spec in an outer loop, e.g. --vary spectrum.alpha=1.2,1.5,2 or ridge.P=-2:0:5."
            " Repeatable.",
            "KEY=RANGE",
            panel=INPUT,
        ),
    ]
    max_points: Annotated[
        int,
        Option(
            "Refuse grids of more points than this.",
            "N",
            panel=INPUT,
            minimum=1,
            variable="SCALECALC_MAX_POINTS",
        ),
    ] = MAX_POINTS
    data: Annotated[
        str | None,
        Argument(
            "Features, one row a sample, or a kernel matrix: .npy, .npz, .csv or .parquet, each also .gz; - is standard"
            " input.",
            "DATA",
            _FROM_STDIN,
        ),
    ] = None
    table: Annotated[
        str | None,
        Argument(
            "Runs, one row each, with named columns: .csv, .tsv or .parquet, each also .gz; - is standard input.",
            "TABLE",
            _FROM_STDIN,
        ),
    ] = None
    target: Annotated[
        str | None,
        Option(
            "What is to be learned: a file with one row a sample, or columns of DATA by name.",
            "FILE|COLUMN",
            "-t",
            INPUT,
            shown="none",
        ),
    ] = None
    target_is: Annotated[
        Literal["auto", "labels", "numbers"],
        Option("Labels of classes, which become one column each, or numbers.", panel=INPUT),
    ] = "auto"
    kernel: Annotated[
        str,
        Option(
            "linear, gaussian[:WIDTH], laplace[:WIDTH], relu[:DEPTH]; precomputed: DATA is the n x n kernel matrix.",
            "KERNEL",
            "-k",
            INPUT,
            words=KERNELS,
        ),
    ] = "linear"
    center: Annotated[bool, Option("Take the means off kernel and targets.", panel=INPUT)] = False
    plot: Annotated[bool, Option("Draw the curves in the terminal, in place of the table.", panel=OUTPUT)] = False
    figure: Annotated[
        str | None,
        Option(
            "Draw the curves into a file beside the table: .svg, .png, .pdf, or .html, a page with sliders for --vary.",
            "FILE",
            panel=OUTPUT,
            shown="none",
            writes=True,
        ),
    ] = None
    x_scale: Annotated[
        Scaling, Option("Of the x axis, when curves are drawn; auto: what suits the sweep.", panel=OUTPUT, draws="any")
    ] = "auto"
    y_scale: Annotated[
        Scaling, Option("Of the y axis, when curves are drawn; auto: what suits them.", panel=OUTPUT, draws="any")
    ] = "auto"
    x_limits: Annotated[
        str | None,
        Option(
            "Where the x axis begins and ends, e.g. 10:1e4; either side may be left out.",
            "LOW:HIGH",
            panel=OUTPUT,
            shown="as far as the curves go",
            draws="any",
        ),
    ] = None
    y_limits: Annotated[
        str | None,
        Option(
            "Where the y axis begins and ends, e.g. :1.",
            "LOW:HIGH",
            panel=OUTPUT,
            shown="as far as the curves go",
            draws="any",
        ),
    ] = None
    size: Annotated[
        Size, Option("Width of the figure: that of a page, or of one column of a paper.", panel=OUTPUT, draws="paper")
    ] = "page"
    style: Annotated[Manner, Option("Figures for paper, or for slides: larger, 16:9.", panel=OUTPUT, draws="paper")] = (
        "paper"
    )
    show_spec: Annotated[bool, Option("Print the spec with defaults and --set in place, and stop.")] = False
    dry_run: Annotated[bool, Option("Check what is read, print what would be done, and stop.", short="-n")] = False
    verbose: Annotated[
        bool,
        Option("Say what is computed and how long it takes.", short="-v", variable="SCALECALC_VERBOSE"),
    ] = False

    def __init__(self, **values: Any) -> None:
        """Options by name, the others at their defaults; repeatable ones are empty."""
        vars(self).update({"set": [], "specs": [], "vary": []} | values)


_EVERY = ("color", "errors", "debug", "quiet")
_TABLE = ("format", "csv", "json", "columns")
_SPEC = ("spec", "set", "vary", "max_points", "show_spec", "dry_run", "verbose")
_PICTURE = ("plot", "figure", "x_scale", "y_scale", "x_limits", "y_limits", "size", "style")
_BY_SOURCE: dict[Source, tuple[str, ...]] = {
    "spec": _SPEC,
    "spec_or_fit": _SPEC,
    "data": ("data", "target", "target_is", "kernel", "center", "dry_run", "verbose"),
    "table": ("table", "dry_run", "verbose"),
    "specs": ("specs", "set", "vary", "max_points"),
    "explored": ("spec", "set", "vary", "max_points"),
    "nothing": (),
}
_MANNER = ("color", "errors", "debug")


class Taking(Protocol):
    """A command: what it starts from, and whether it answers with a table, with a picture, and into a file."""

    source: ClassVar[Source]
    tabular: ClassVar[bool]
    drawn: ClassVar[bool]
    written: ClassVar[bool]


def taken(command: type[Taking]) -> list[Parameter]:
    """All that a command takes on the command line, panel by panel as the help shows it."""
    table, picture = _TABLE if command.tabular else (), _PICTURE if command.drawn else ()
    output = ("output",) if command.written else ()
    names = {*_EVERY, *output, *_BY_SOURCE[command.source], *table, *picture}
    found = [one for one in parameters(Settings) if one.name in names] + list(parameters(command))
    return sorted(found, key=_place_in_help)


def _place_in_help(one: Parameter) -> tuple[int, bool]:
    """Panel by panel, and within a panel what every command takes last."""
    panel = INPUT if isinstance(one.declared, Argument) else one.declared.panel
    return PANELS.index(panel), one.name in _MANNER
