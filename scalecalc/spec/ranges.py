"""RANGE in an option of a command: a number, a list, a range or a law, in one text."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from pydantic import Field

from scalecalc.arrays import Floats
from scalecalc.errors import SpecError
from scalecalc.limits import MAX_POINTS
from scalecalc.reading.fields.types import Model, PositiveRange, Range, Ranks, Ridge, Samples
from scalecalc.reading.grammar import Grammar
from scalecalc.reading.report import Report
from scalecalc.reading.text.source import Node, Source
from scalecalc.reading.text.spans import span
from scalecalc.reading.validate import validate
from scalecalc.spec.rules import check_range
from scalecalc.spec.sweep import axis
from scalecalc.theory.grid import Axis
from scalecalc.wording import clipped


class _Ridge(Model):
    ridge: Ridge = Field(description="the ridge")


class _Samples(Model):
    samples: Samples = Field(description="the number of samples")


class _Budget(Model):
    budget: PositiveRange = Field(description="what may be spent")


class _TargetError(Model):
    target_error: PositiveRange = Field(description="the error that is to be reached")


class _Ranks(Model):
    ranks: Ranks = Field(description="the modes, levels or degrees")


@cache
def _grammar(model: type[Model]) -> Grammar[Model]:
    return Grammar.of(model)


def ridges(name: str, text: str) -> Axis:
    """Ridges: numbers >= 0, a law in P, or `optimal`. name: of the option.

    Raises SpecError, with the file `NAME TEXT`, for other texts.
    """
    return _axis(name, text, "ridge", _Ridge)


def counts(name: str, text: str) -> Axis:
    """Numbers of samples. name: of the option. Raises SpecError, with the file `NAME TEXT`, for other texts."""
    return _axis(name, text, "samples", _Samples)


def budgets(name: str, text: str) -> Floats:
    """Budgets > 0, shape (n,). name: of the option. Raises SpecError, with the file `NAME TEXT`, for other texts."""
    return _numbers(_axis(name, text, "budget", _Budget))


def target_errors(name: str, text: str) -> Floats:
    """Errors > 0, shape (n,). name: of the option. Raises SpecError, with the file `NAME TEXT`, for other texts."""
    return _numbers(_axis(name, text, "target_error", _TargetError))


def ranks(name: str, text: str) -> Floats:
    """Ranks, integers >= 0, shape (n,). name: of the option. Raises SpecError with that name for others."""
    return _numbers(_axis(name, text, "ranks", _Ranks))


def _numbers(axis: Axis) -> Floats:
    assert axis.values is not None  # there are no laws of these
    return axis.values


def range_text(given: str | float | Iterable[float]) -> str:
    """A number, or several, as a text that writes them exactly; a text stays as it is."""
    if isinstance(given, str):
        return given
    if isinstance(given, Iterable):
        return ",".join(repr(float(one)) for one in given)
    return repr(float(given))


def _axis(name: str, text: str, key: str, model: type[Model]) -> Axis:
    source = Source(f"{name} {clipped(text)}", text)
    value, problems = span(source, linear=False)
    root = Node({key: value}, source.at(0, 0, len(text)), keys={key: source.at(0, 0, len(text))})
    report = Report(root, problems)
    found = getattr(validate(report, _grammar(model)), key)
    if isinstance(found, Range) and report.good((key,)):
        check_range((key,), found, report, MAX_POINTS)
    if report.problems:
        raise SpecError(tuple(report.problems))
    return axis(found, key)
