"""The command `simulate`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from scalecalc.cli.computing import collect_garbage, load, preview, required_spec
from scalecalc.cli.drawing import announce_figure, check_figure, draw, figure_file, replaces_the_table
from scalecalc.cli.options import SimulateOptions, takes
from scalecalc.cli.overwriting import refuse_to_overwrite
from scalecalc.cli.streams import say
from scalecalc.cli.writing import announce, chosen_columns, chosen_format, destination, selected, write_blocks
from scalecalc.errors import ExitStatus, RunError, UsageError
from scalecalc.output.style import is_terminal

if TYPE_CHECKING:
    from scalecalc.simulation.run.cases import Sessions
    from scalecalc.simulation.run.session import Session, Settings
    from scalecalc.spec import Studies, Study
    from scalecalc.table import Table

_UNITS = {"": 1.0, "kb": 1e3, "mb": 1e6, "gb": 1e9, "tb": 1e12}


@takes(SimulateOptions)
def simulate(options: SimulateOptions) -> int:
    """Draw data and features, fit them, and set what is measured against the theory.

    Examples:
      $ scalecalc simulate spec.yaml --set samples=[20,50] --draws 20
      $ scalecalc simulate spec.yaml --set samples=50 --draws 40 --check 4
      $ scalecalc simulate spec.yaml --set samples=50 --covariates rademacher
      $ scalecalc simulate spec.yaml --set samples=50 --precision 0.05 --jobs 2
      $ scalecalc simulate spec.yaml --set samples=50 --checkpoint draws.jsonl
    """
    from scalecalc import api

    source = required_spec(options.spec, "simulate")
    settings = _settings(options)
    check_figure(options)
    charted = replaces_the_table(options)
    columns = chosen_columns(options)
    form = "table" if charted else chosen_format(options)
    study = load(options, source)
    refuse_to_overwrite(options, [source], [*study.data_files, settings.covariates_file])
    if options.show_spec or options.dry_run:
        return preview(options, study, "chart" if charted else form, lambda study: _effort(_session(study, settings)))
    with figure_file(options) as figure, destination(options.output) as out:
        session = _session(study, settings)
        sketch = api.simulate_sketch(study) if options.plot or figure else None
        collect_garbage()
        if options.verbose:
            say("".join(f"{name + ':':<10}{text}\n" for name, text in _effort(session)))
        _run(session, options)
        result = session.table()
        if not charted:
            write_blocks(selected(iter([result]), columns), out, form, options)
        if sketch is not None:
            sketch.see(result)
            draw(sketch.pictures(), figure, options)
    announce(len(result), "row", options)
    announce_figure(options)
    return ExitStatus.OK if options.check is None else _checked(result, options.check)


def _checked(result: Table, limit: float) -> ExitStatus:
    from scalecalc.simulation.table import failures

    found = failures(result, limit)
    for failure in found:
        say(f"check failed: {failure}\n")
    return ExitStatus.NOT_OK if found else ExitStatus.OK


def _settings(options: SimulateOptions) -> Settings:
    from scalecalc.simulation.run.session import Settings

    if options.check is not None and not options.check > 0:
        raise UsageError(f"--check {options.check:g}: must be a number > 0, e.g. 4")
    return Settings(
        draws=options.draws,
        seed=options.seed,
        covariates=options.covariates,
        float32=options.float32,
        memory=_bytes(options.memory),
        jobs=options.jobs,
        executor=options.executor,
        checkpoint=None if options.checkpoint is None else Path(options.checkpoint),
        precision=options.precision,
    )


def _bytes(text: str) -> float:
    """A number of bytes, such as 500MB. Raises UsageError."""
    number = text.strip().lower().rstrip("kmgtb")
    unit = text.strip().lower()[len(number) :]
    unit = unit if unit.endswith("b") or not unit else unit + "b"
    try:
        size = float(number) * _UNITS["" if unit == "b" else unit]
    except (ValueError, KeyError):
        size = 0.0
    if not 0 < size < float("inf"):
        raise UsageError(f"--memory {text}: must be a number of bytes > 0, such as 500MB or 4GB")
    return size


def _session(study: Study | Studies, settings: Settings) -> Session | Sessions:
    from scalecalc.simulation.run.cases import session

    return session(study, settings)


def _effort(session: Session | Sessions) -> list[tuple[str, str]]:
    """What it takes, by name."""
    from scalecalc.cli.plan import duration
    from scalecalc.simulation.table import amount

    cells, draws = session.sizes, session.settings.draws
    return [
        ("draws", f"{draws:,} of {cells} size{'' if cells == 1 else 's'}"),
        ("memory", f"at most {amount(session.memory)}"),
        ("time", duration(session.seconds)),
    ]


def _run(session: Session | Sessions, options: SimulateOptions) -> None:
    """Draw everything. What is finished when something stops it is shown to a person, and is no result."""
    from scalecalc.output.progress import counted

    shown = is_terminal(sys.stderr) and not options.quiet
    try:
        with counted("draws", session.total, sys.stderr, shown=shown) as progress:
            session.run(progress)
    except (KeyboardInterrupt, RunError):
        _show_finished(session, options)
        raise


def _show_finished(session: Session | Sessions, options: SimulateOptions) -> None:
    result = session.table()
    if is_terminal(sys.stdout) and len(result):
        write_blocks(iter([result]), sys.stdout, "table", options)
    if not options.quiet:
        kept = f"; {options.checkpoint} keeps them, and the same command goes on" if options.checkpoint else ""
        say(f"stopped early: {session.finished} of {session.total} draws are finished{kept}\n")
