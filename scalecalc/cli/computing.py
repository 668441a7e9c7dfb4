"""What the commands that compute have in common: read the spec, compute block by block, write."""

from __future__ import annotations

import gc
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from scalecalc.cli.drawing import Draw, announce_figure, check_figure, figure_file, replaces_the_table, seen_by
from scalecalc.cli.drawing import draw as draw_pictures
from scalecalc.cli.options import ComputeOptions
from scalecalc.cli.overwriting import refuse_to_overwrite
from scalecalc.cli.streams import interruptible, person_would_type_the_spec, say, standard_output
from scalecalc.cli.writing import (
    announce,
    chosen_columns,
    chosen_format,
    destination,
    selected,
    write_blocks,
)
from scalecalc.errors import ExitStatus, UsageError
from scalecalc.output.style import is_terminal
from scalecalc.table import Table

if TYPE_CHECKING:
    from scalecalc.spec import Studies, Study

Compute = Callable[["Study | Studies"], Iterator[Table]]

_FINE = ("ok", "diverges")


def run(options: ComputeOptions, name: str, compute: Compute, draw: Draw) -> int:
    """Answer one question about one spec; the exit status says whether all rows are fine.

    name is the command's, for messages. Raises SpecError, DataError or UsageError with nothing written.
    """
    source = required_spec(options.spec, name)
    check_figure(options)
    charted = replaces_the_table(options)
    columns = chosen_columns(options)
    form = "table" if charted else chosen_format(options)
    begin = time.perf_counter()
    study = load(options, source)
    loaded = time.perf_counter()
    refuse_to_overwrite(options, [source], study.data_files)
    if options.show_spec or options.dry_run:
        return preview(options, study, "chart" if charted else form)
    with figure_file(options) as figure, destination(options.output) as out:
        collect_garbage()
        tally = Tally()
        sketch = draw(study) if options.plot or figure else None
        blocks = tally.counted(compute(study))
        if sketch is not None:
            blocks = seen_by(sketch, blocks)
        if _shows_progress(options, form):
            from scalecalc.output.progress import watched

            blocks = watched(blocks, study.rows, sys.stderr)
        if charted:
            deque(blocks, maxlen=0)
        else:
            write_blocks(interruptible(selected(blocks, columns)), out, form, options)
        if sketch is not None:
            draw_pictures(sketch.pictures(), figure, options)
    announce(tally.rows, "row", options)
    announce_figure(options)
    if options.verbose:
        now = time.perf_counter()
        times = f"read in {loaded - begin:.3f} s, computed and written in {now - loaded:.3f} s"
        say(f"{_resolved(study)}{times}\n")
    return ExitStatus.OK if tally.fine else ExitStatus.NOT_OK


def required_spec(spec: str | None, name: str) -> str:
    """The spec's path, or - where the user pipes one in. Raises UsageError when it would have to be typed."""
    if spec is not None:
        return spec
    if person_would_type_the_spec():
        raise UsageError(f"which spec? e.g. scalecalc {name} spec.yaml; 'scalecalc {name} --help' says more")
    return "-"


def collect_garbage() -> None:
    """From here on it may take long. What is loaded is passed over: a walk through it takes a tenth of a short run."""
    gc.freeze()
    gc.enable()


class Tally:
    """Counts rows on their way, and notices those that did not come out."""

    def __init__(self) -> None:
        self.rows = 0
        self.fine = True

    def counted(self, blocks: Iterator[Table]) -> Iterator[Table]:
        for block in blocks:
            self.rows += len(block)
            if "status" in block.names:
                self.fine = self.fine and set(block["status"].tolist()) <= set(_FINE)
            yield block


def load(options: ComputeOptions, source: str) -> Study | Studies:
    """The study that the options describe. Raises SpecError and DataError."""
    from scalecalc import api

    return api.load(source, options.set, options.max_points, options.vary)


def preview(
    options: ComputeOptions,
    study: Study | Studies,
    form: str,
    effort: Callable[[Study | Studies], list[tuple[str, str]]] | None = None,
) -> int:
    """Print the resolved spec, or the plan, instead of computing; effort says what it takes, by name."""
    if options.show_spec:
        standard_output().write(_resolved(study))
    if options.dry_run:
        from scalecalc.cli.plan import plan

        taken = None if effort is None else effort(study)
        standard_output().write(plan(study, options.output, form, options.figure, taken))
    return ExitStatus.OK


def _resolved(study: Study | Studies) -> str:
    from scalecalc.output.yaml_ import dumped

    return dumped(study.resolved)


def _shows_progress(options: ComputeOptions, form: str) -> bool:
    """Progress is for people, and must not run into rows on the same terminal."""
    rows_pass_by = options.output == "-" and is_terminal(sys.stdout) and form != "table"
    return is_terminal(sys.stderr) and not options.quiet and not rows_pass_by
