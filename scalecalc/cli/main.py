"""The way in: parse, run, and turn whatever happens into an exit status. The one place that catches."""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from typing import TYPE_CHECKING, TextIO

from scalecalc.errors import Ended, ExitStatus, Problem, ScalecalcError, SpecError

if TYPE_CHECKING:
    from scalecalc.cli.parser import Manner


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status. Nothing escapes; user errors have no traceback."""
    gc.disable()  # imports make no garbage, but looking for it takes a tenth of a short run
    try:  # imports included: an interruption may come at any time
        from scalecalc.cli.ends import orderly_ends

        with ExitStack() as stack:
            orderly_ends(stack)
            return _answered(list(sys.argv[1:] if argv is None else argv))
    except Ended as end:
        return end.status
    except KeyboardInterrupt:
        if sys.stderr is not None and sys.stderr.isatty():
            _say("\n")
        return ExitStatus.INTERRUPTED
    except BrokenPipeError:
        _abandon_streams()
        return ExitStatus.PIPE_CLOSED
    finally:
        gc.unfreeze()
        gc.enable()


def _answered(arguments: list[str]) -> int:
    manner: Manner | None = None
    try:
        from scalecalc.cli.parser import Manner

        manner = Manner()
        status = _run(arguments, manner)
        if sys.stdout is not None:
            sys.stdout.flush()  # here, where a closed pipe or a full disk can still be told
        return status
    except BrokenPipeError:
        raise
    except SystemExit as leave:
        if isinstance(leave.__context__, BrokenPipeError):  # Rich makes this of it
            raise leave.__context__ from None
        raise
    except Exception as error:  # noqa: BLE001
        return _explained(error, manner)


def _run(arguments: list[str], manner: Manner) -> int:
    """Parse and execute. command.main() is not used: it catches too much, and exits 1 for a closed pipe."""
    import typer

    from scalecalc.cli.app import application
    from scalecalc.commands import COMMANDS

    if hasattr(sys.stdout, "reconfigure"):  # file names and titles may hold what the encoding lacks
        sys.stdout.reconfigure(errors="backslashreplace")
    wanted = arguments[:1] if arguments[:1] and arguments[0] in COMMANDS else COMMANDS
    command = typer.main.get_command(application(wanted))
    try:
        with command.make_context("scalecalc", arguments or ["--help"], obj=manner) as context:
            return int(command.invoke(context) or ExitStatus.OK)
    except typer.Exit as leave:
        return leave.exit_code
    except typer.Abort:
        raise KeyboardInterrupt from None


def _explained(error: Exception, manner: Manner | None) -> ExitStatus:
    """Say on standard error what went wrong, and return the exit status for it."""
    if manner is not None and manner.debug:
        import traceback

        _say("".join(traceback.format_exception(error)))
    status, problems = _judged(error)
    _say(_rendered(problems, manner))
    return status


def _judged(error: Exception) -> tuple[ExitStatus, tuple[Problem, ...]]:
    """The exit status that stands for an error, and what to say about it."""
    if isinstance(error, SpecError):
        return error.status, error.problems
    if isinstance(error, ScalecalcError):
        return error.status, (Problem(str(error), ""),)
    if hasattr(error, "format_message"):  # the errors of Typer's parser, whose class has no public name
        return ExitStatus.USAGE, (Problem(_usage_message(error), ""),)
    if isinstance(error, OSError):
        _abandon(sys.stdout)
        return ExitStatus.USAGE, (Problem(f"input or output failed: {error}", ""),)
    if isinstance(error, MemoryError):
        return ExitStatus.USAGE, (Problem("not enough memory for this; a smaller grid takes less", ""),)
    what = f"{type(error).__name__}: {error}".rstrip(": ")
    return ExitStatus.BUG, (Problem(f"bug in scalecalc, {what}; --debug shows where, please report it", ""),)


def _usage_message(error: Exception) -> str:
    message = str(error.format_message()).rstrip(".").replace("Value error, ", "")  # type: ignore[attr-defined]
    context = getattr(error, "ctx", None)
    if context is None:
        return message
    return f"{message}{'' if message.endswith('?') else '.'} See '{context.command_path} --help'."


def _rendered(problems: tuple[Problem, ...], manner: Manner | None) -> str:
    from scalecalc.output.problems import render
    from scalecalc.output.style import Style, style_of

    if manner is None or sys.stderr is None:
        return render(problems, "full", Style())
    return render(problems, manner.errors, style_of(sys.stderr, manner.color))


def _say(text: str) -> None:
    from scalecalc.cli.streams import say

    say(text)


def _abandon_streams() -> None:
    _abandon(sys.stdout)
    _abandon(sys.stderr)


def _abandon(stream: TextIO | None) -> None:
    from scalecalc.output.destination import silence

    if stream is not None:
        silence(stream)
