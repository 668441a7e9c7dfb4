"""Everything that has a name is explained, every link leads somewhere, and every command shown runs."""

from __future__ import annotations

import re

import pytest

import scalecalc
from scalecalc.commands import COMMANDS
from scalecalc.commands.base import TableCommand
from scalecalc.commands.estimate.rows import MEANING as QUANTITIES
from scalecalc.commands.explain.said import dictionary, tables
from scalecalc.coordinates import COORDINATES
from scalecalc.errors import ExitStatus, UsageError
from scalecalc.explained.dictionary import GROUPS
from scalecalc.explained.glossary import _remarks as all_remarks
from scalecalc.explained.glossary import remark
from scalecalc.explained.meaning import Meaning, spelled
from scalecalc.explained.vocabulary import sentence
from scalecalc.output import FORMATS
from scalecalc.simulation.fit.measure import QUANTITIES as MEASURED
from scalecalc.spec.model import grammar
from scalecalc.spec.schema import json_schema
from scalecalc.theory.regimes.names import MEANING, parts, regime_name
from scalecalc.theory.risk.errors import TERMS
from scalecalc.theory.risk.evaluate import STATUS_MEANING
from tests.explained.lines import ROOT, answer

KNOWN = dictionary()
DOCUMENTS = (ROOT / "scalecalc" / "docs" / "theory.md").read_text(encoding="utf-8")


def named(word: str, group: str) -> bool:
    """Whether the word is explained as one of the group, in at least a sentence."""
    return any(one.group == group and len(one.text) > 1 for one in KNOWN.found(word))


def test_commands_and_columns() -> None:
    for name, command in COMMANDS.items():
        assert named(name, "commands")
        if issubclass(command, TableCommand):
            assert all(named(column.name, "columns") for column in command.columns())
    assert all(named(one.name, "columns") for one in COORDINATES)
    assert named("width_2", "columns")
    assert all(named(term, "columns") and named(term, "terms") for term in TERMS)


def keys(node: object) -> set[str]:
    """The names of all keys of a schema."""
    if isinstance(node, list):
        return {key for one in node for key in keys(one)}
    if not isinstance(node, dict):
        return set()
    own = set(node.get("properties", {})) if isinstance(node.get("properties"), dict) else set()
    return own | {key for one in node.values() for key in keys(one)}


def test_keys() -> None:
    for key in keys(json_schema()):
        assert named(key, "keys"), key
    assert {one.what for one in KNOWN.found("spectrum.alpha")} == {"spec key, of kind power_law"}


def test_kinds() -> None:
    for path, kinds in grammar().kinds.items():
        assert all(name in KNOWN for name in kinds), path
    assert {one.what for one in KNOWN.found("gaussian")} == {
        *("kernel on the sphere", "kernel on data", "weights of random features", "law of the inputs of simulate"),
    }


def test_statuses_codes_formats_and_quantities() -> None:
    assert all(named(status, "statuses") for status in [*STATUS_MEANING, "ill-conditioned"])
    assert all(named(f"exit code {code:d}", "exit codes") for code in ExitStatus)
    assert all(named(form, "surroundings") for form in FORMATS)
    assert all(named(quantity, "quantities") for quantity in QUANTITIES)
    assert all(quantity in KNOWN for quantity in MEASURED)
    assert all(word in KNOWN for word in ("SCALECALC_FORMAT", "NO_COLOR", "floor", "amplitude_x", "--columns"))


def test_every_regime() -> None:
    """Whatever limits, and whichever term is the largest."""
    limits = ("samples", "ridge", "modes", "nothing learned", "feature noise", "width noise", "width 1")
    pairs = [(one, other) for one in limits for other in limits]
    for term in TERMS:
        for pair in pairs:
            for source in (None, 0.3, 0.7, 1.2):
                for order in (None, 0.0, -1.0):
                    name = regime_name(term, pair, source, order)
                    assert set(parts(name)) <= set(MEANING), name
    assert all(named(part, "regimes") for part in MEANING)
    assert [one.name for one in KNOWN.found("width and ridge limited, source")][:2] == [
        "width limited",
        "ridge limited",
    ]


def test_terms_of_the_theory() -> None:
    words = """renormalized ridge|S-transform|free probability|deterministic equivalent|source exponent|capacity|
        double descent|multiple descent|interpolation threshold|effective dimension|df1|df2|GCV|CorrGCV|leave-one-out|
        bias|label noise|ridge|ridgeless|optimal ridge|renormalization flow|Gaussian equivalence|random features|
        kernel ridge regression|ensemble|bagging|local exponent|crossover|scaling law|compute-optimal frontier|misfit|
        unresolved modes|gamma1|train-test gap|variances|regime"""
    assert all(KNOWN.found(word.strip()) for word in words.split("|"))


@pytest.mark.parametrize(
    "names", ["kappa κ κ1 Kappa2 renormalized-ridge RenormalizedRidge", "r source", "df1 df₁ z", "Var_XF var-xf varxf"]
)
def test_names_of_the_same(names: str) -> None:
    first = {one.name for name in names.split() for one in KNOWN.found(name)[:1]}
    assert len(first) == 1, first


def test_links_and_sources() -> None:
    for word in {word for one in KNOWN.meanings for word in one.see}:
        assert word in KNOWN or KNOWN.group_of(word) or word.startswith("primer "), word
    for one in KNOWN.meanings:
        for section in re.findall(r"theory\.md, sections? (\d+)(?:(?:, (\d+))* and (\d+))?", one.source):
            assert all(f"## {number}. " in DOCUMENTS for number in section if number), one.source
        assert one.group in GROUPS
        assert "(2" not in one.source  # equation numbers are not known


def test_no_two_terms_share_a_name() -> None:
    names = [name for one in KNOWN.of_group("terms") for name in {spelled(name) for name in one.names}]
    assert len(names) == len(set(names)), sorted(name for name in names if names.count(name) > 1)


LINES = sorted({line for one in KNOWN.meanings for line in one.run if "--to try" not in line})
SLOW = re.compile(r"scalecalc (crossval|estimate|forecast|optimize|phase|simulate|fit) |kernel_on_sphere")


def marked(lines: list[str]) -> list[object]:
    """What draws, searches or resamples takes long."""
    return [pytest.param(line, marks=[pytest.mark.long] if SLOW.search(line) else []) for line in lines]


@pytest.mark.parametrize("line", marked(LINES))
def test_examples_run(line: str) -> None:
    assert answer(line)


OF_COLUMNS = [one for one in KNOWN.of_group("columns") if one.run]


@pytest.mark.parametrize("line", marked(sorted({one.run[-1] for one in OF_COLUMNS})))
def test_examples_show_their_columns(line: str) -> None:
    shown = answer(line).partition("\n")[0].split(",")
    if " check " not in line:  # it has no rows where there are no problems
        assert {one.name for one in OF_COLUMNS if one.run[-1] == line} <= set(shown)


def owners(one: Meaning) -> list[str]:
    """The commands that have a column."""
    return re.split(", | and ", one.what.removeprefix("column of "))


@pytest.mark.parametrize("command", [*(name for name in COMMANDS if name != "check" and COMMANDS[name].tabular)])
def test_every_column_has_a_page(command: str) -> None:
    """Of more than its own sentence, with a command that shows it."""
    owner = COMMANDS[command]
    assert issubclass(owner, TableCommand)
    for column in owner.columns():
        (page,) = [one for one in KNOWN.of_group("columns") if one.name == column.name and command in owners(one)]
        assert remark(column.name, command).get("text"), column.name
        assert page.run, column.name
        assert page.text.startswith(sentence(column.doc))


def test_every_remark_is_about_a_column() -> None:
    columns = {(name, column.name) for name, column in tables(tuple(COMMANDS.values()))}
    for owner, remarks in all_remarks().items():
        for pattern, _ in remarks:
            names = pattern.pattern.split("|")
            matched = [{name for of, name in columns if owner in ("", of) and re.fullmatch(one, name)} for one in names]
            assert all(matched), pattern


def test_unknown_words_suggest() -> None:
    with pytest.raises(UsageError, match="did you mean 'kappa'"):
        scalecalc.explain("kapa")
    with pytest.raises(UsageError, match="did you mean 'double descent'"):
        scalecalc.explain("duble descent")
    with pytest.raises(UsageError, match="must be one of 1, 2, 3, 4, 5"):
        scalecalc.explain("primer 6")
