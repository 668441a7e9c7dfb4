"""One run of any command: a source is read, the command makes rows of it, and the rows go to sinks."""

from __future__ import annotations

import gc
import sys
import time
from contextlib import AbstractContextManager, ExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO, TextIO

from scalecalc.cli.drawing import drawings, figure_kind_of, replaces_the_table, view_of
from scalecalc.cli.overwriting import outputs_of, refuse_to_overwrite
from scalecalc.cli.sources import READ, said, sources
from scalecalc.cli.streams import say, standard_output
from scalecalc.cli.writing import TO_STDOUT, announce, chosen_columns, chosen_format, shows_progress, stream_for
from scalecalc.commands.base import Command, TableCommand, TextCommand
from scalecalc.commands.screen import ScreenCommand
from scalecalc.errors import ExitStatus, RunError, SpecError, UsageError
from scalecalc.judge import Judge
from scalecalc.options import Option, parameters
from scalecalc.output import FORMATS, FormatName, Sink, check_installed, pour, sink
from scalecalc.output.destination import whole_binary_file, whole_file
from scalecalc.output.style import Style, style_of
from scalecalc.record import record
from scalecalc.settings import Settings, taken
from scalecalc.streams import is_terminal
from scalecalc.table import Table
from scalecalc.wording import clipped

Own = dict[str, Any]  # options of the command itself
Stream = TextIO | BinaryIO


def run(command: type[Command], settings: Settings, own: Own) -> int:
    """Run a command; the exit status says whether all is well. What raises a ScalecalcError has written nothing."""
    if issubclass(command, TableCommand):
        try:
            if command.source in ("data", "table"):
                command(**own)  # so that a wrong option is told before a large file is read
            plan = _planned(command, settings, own)
            refuse_to_overwrite(plan.outputs, plan.sources, what=said(command))
            return _answered(command, plan, settings, own)
        except SpecError as error:
            raise _under_flags(error, command, own) from None
    if issubclass(command, ScreenCommand):
        return _shown(command, settings, own)
    assert issubclass(command, TextCommand)  # there is nothing else
    return _told(command(**own), settings)


def _told(question: TextCommand, settings: Settings) -> int:
    """Print the text, or write it to --output, and what belongs to it. Raises UsageError where there is no text."""
    if settings.output == TO_STDOUT:
        shown = standard_output()
        shown.write(question.styled(style_of(shown, settings.color)))
    elif text := question.text():
        with whole_file(Path(settings.output)) as out:
            out.write(text)
    else:
        raise UsageError("--output is for a text, and here are only files, which have a folder of their own")
    if question.keeps:
        question.keep()
    if not settings.quiet:
        say(question.aside())
    return ExitStatus.OK


def _shown(command: type[ScreenCommand], settings: Settings, own: Own) -> int:
    """Hand the screen over, and print what is left to be said."""
    question = command(**own)
    question.ready()
    given = READ[command.source](command, sources(command, settings), [], settings)
    gc.enable()
    left = question.show(given, style_of(sys.stdout, settings.color))
    if not settings.quiet:
        standard_output().write(left)
    return ExitStatus.OK


@record
class _Plan:
    """What is read and where the rows go, as the options say.

    sources: what is read, as it is named.  outputs: what is written, with the options that name it.
    form: of the rows, which a chart replaces on standard output if `charted`.  columns: those wanted, None for all.
    stdout: standard output, where rows or a chart go there.  files: whether rows or pictures go into files.
    progress: whether a person sees how far it has come.
    """

    sources: list[str]
    outputs: list[tuple[str, str]]
    form: FormatName
    charted: bool
    columns: tuple[str, ...] | None
    stdout: Stream | None
    files: bool
    progress: bool


def _planned(command: type[TableCommand[Any]], settings: Settings, own: Own) -> _Plan:
    """Raises UsageError for options that do not go together."""
    _check_pictures(command, settings, own)
    named = sources(command, settings)
    if settings.plot or settings.figure is not None:
        view_of(settings)  # so that limits that are none are told before anything is computed
    charted, columns = replaces_the_table(settings, selects=command.selects), chosen_columns(settings)
    form: FormatName = "table" if charted else chosen_format(settings)
    if FORMATS[form].arrow:
        check_installed(form)
    stdout = stream_for(form) if settings.output == TO_STDOUT else None
    outputs = outputs_of(command, settings, own)
    files = stdout is None or settings.figure is not None
    return _Plan(named, outputs, form, charted, columns, stdout, files, shows_progress(form, settings))


def _check_pictures(command: type[TableCommand[Any]], settings: Settings, own: Own) -> None:
    """Raises UsageError for a figure that cannot be drawn, and for options on how to draw what is not asked for."""
    kind = None if settings.figure is None else figure_kind_of(settings.figure)
    for one in taken(command):
        draws = one.declared.draws if isinstance(one.declared, Option) else ""
        if not draws or (own | vars(settings)).get(one.name, one.default) == one.default:
            continue
        if kind is None and not settings.plot:
            raise UsageError(f"{one.flag} says how to draw; add --plot, or --figure FILE")
        if draws == "paper" and (kind is None or kind.apart):
            raise UsageError(
                f"{one.flag} is for figures on paper; add --figure FILE.svg, .png or .pdf, or leave it out"
            )


def _answered(command: type[TableCommand[Any]], plan: _Plan, settings: Settings, own: Own) -> int:
    """Read, compute block by block, and hand the blocks to the sinks.

    Sinks are made when the first block is there: so every package is entered once, the theory before the output.
    """
    begin = time.perf_counter()
    given = READ[command.source](command, plan.sources, plan.outputs, settings)
    loaded = time.perf_counter()
    question = command(**own)
    question.wanted = plan.columns
    if files := question.reads():
        refuse_to_overwrite(plan.outputs, (), files)
    if settings.show_spec or settings.dry_run:
        return _preview(question, given, plan, settings)
    with ExitStack() as stack:
        out, figure = plan.stdout, None
        if plan.files:
            out, figure = _opened(plan, settings, stack)
        if question.counts:
            stack.push(partial(_unfinished, question, settings))
        if question.counts and (plan.progress or settings.verbose):
            _counted(question, given, plan, settings, stack)
        gc.freeze()  # from here on it may take long; a walk through what is loaded takes a tenth of a short run
        gc.enable()
        drawn = drawings(question, given, figure, settings) if settings.plot or settings.figure else []
        judge, blocks = question.judge(given), question.rows(given)
        first = next(blocks)
        sinks: list[Sink] = [judge]
        if plan.progress and not question.counts:
            sinks += _rows_counted(question, given, len(first), loaded, stack)
        if out is not None and not plan.charted and (question.seen or plan.form != "table" or not is_terminal(out)):
            style = replace(style_of(out, settings.color), notes=not settings.quiet, chosen=plan.columns is not None)
            sinks.append(sink(plan.form, out, style, plan.columns))
        pour(first, blocks, [*sinks, *drawn])
        if question.keeps:
            question.keep()
    if settings.verbose or plan.files or judge.status:
        _conclude(question, given, judge, settings, (begin, loaded, time.perf_counter()))
    return judge.status


def _under_flags(error: SpecError, command: type[TableCommand[Any]], own: Own) -> SpecError:
    """Problems in the text of an option are told under the option's name."""
    flags = {f"{one.name} {clipped(str(own[one.name]))}": one.flag for one in parameters(command)}
    problems = [
        replace(one, file=f"{flags[one.file]} {one.file.partition(' ')[2]}") if one.file in flags else one
        for one in error.problems
    ]
    return SpecError(tuple(problems), error.data_files)


def _conclude(
    question: TableCommand[Any], given: Any, judge: Judge, settings: Settings, times: tuple[float, float, float]
) -> None:
    """Say what was written, how long it took, and what is not as it should be."""
    announce(judge.rows, question.what, settings)
    if settings.verbose:
        begin, loaded, end = times
        say(f"{_said(question, given)}read in {loaded - begin:.3f} s, computed and written in {end - loaded:.3f} s\n")
    for sentence in judge.sentences():
        say(f"{sentence}\n")


def _opened(plan: _Plan, settings: Settings, stack: ExitStack) -> tuple[Stream, BinaryIO | None]:
    """Where the rows are written, and the file of the figure: files appear whole when all went well."""
    figure = None if settings.figure is None else stack.enter_context(whole_binary_file(Path(settings.figure)))
    if plan.stdout is not None:
        return plan.stdout, figure
    opened: AbstractContextManager[Stream] = (
        whole_binary_file(Path(settings.output)) if FORMATS[plan.form].binary else whole_file(Path(settings.output))
    )
    return stack.enter_context(opened), figure


def _counted(question: TableCommand[Any], given: Any, plan: _Plan, settings: Settings, stack: ExitStack) -> None:
    """For a command that counts other things than rows: say what it takes, and show how far it has come."""
    from scalecalc.output.progress import Progress

    if settings.verbose:
        say("".join(f"{name + ':':<10}{text}\n" for name, text in question.effort(given)))
    total = question.total(given) if plan.progress else None
    if total is not None:
        progress = Progress(question.counts, total, sys.stderr)
        stack.callback(progress.finish)
        question.tell = progress.tell


def _rows_counted(question: TableCommand[Any], given: Any, there: int, begin: float, stack: ExitStack) -> list[Sink]:
    """A sink that shows how many rows there are, if there are more than these."""
    from scalecalc.output.progress import Progress

    total = question.total(given)
    if total is None or there >= total:
        return []
    progress = Progress("rows", total, sys.stderr, begin)
    stack.callback(progress.finish)  # whatever ends the run
    return [progress]


def _unfinished(question: TableCommand[Any], settings: Settings, kind: type[BaseException] | None, *_: object) -> None:
    """What is finished when something stops it is shown to a person, and is no result."""
    stopped = kind is not None and issubclass(kind, KeyboardInterrupt | RunError)
    if stopped and (found := question.unfinished()) is not None:
        _show(*found, settings)


def _show(unfinished: Table, sentence: str, settings: Settings) -> None:
    if is_terminal(sys.stdout) and len(unfinished):
        shown = sink("table", sys.stdout, _style(sys.stdout, settings))
        shown.put(unfinished)
        shown.finish()
    if not settings.quiet:
        say(f"{sentence}\n")


def _style(out: Stream, settings: Settings) -> Style:
    chosen = settings.columns is not None
    return replace(style_of(out, settings.color), notes=not settings.quiet, chosen=chosen)


def _preview(question: TableCommand[Any], given: Any, plan: _Plan, settings: Settings) -> int:
    """Print the resolved spec, or the plan, instead of computing."""
    out = standard_output()
    if settings.show_spec:
        out.write(_said(question, given))
    if settings.dry_run:
        from scalecalc.cli.preview import previewed

        form = "chart" if plan.charted else plan.form
        lines = question.described(given) + question.effort(given)
        out.write(previewed(lines, settings.output, form, settings.figure))
    return ExitStatus.OK


def _said(question: TableCommand[Any], given: Any) -> str:
    """What was read, as it was understood: a spec with its defaults, or what there is to say of data."""
    if question.source in ("spec", "spec_or_fit"):
        from scalecalc.output.formats.yaml_ import dumped

        return dumped(given.resolved)
    return "".join(f"{name + ':':<10}{text}\n" for name, text in question.described(given))
