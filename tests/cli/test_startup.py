"""Nothing is loaded that is not needed."""

from __future__ import annotations

import gc
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from scalecalc.results import points
from scalecalc.spec import Study
from scalecalc.table import Table
from tests.cli.conftest import InProcess, environment

SPEC = Path(__file__).parents[2] / "specs" / "quickstart.yaml"
HEAVY = {"numpy", "scipy", "rich", "yaml", "pydantic", "typer", "matplotlib", "textual", "plotly"}
# What no question about a spec asks for.
ASIDE = {
    "simulation",
    "figures",
    "explained",
    "explorer",
    "fitting",
    "cli.columns",
    "commands.explain",
    "commands.example",
}


def modules(code: str) -> set[str]:
    """Which modules are there after the code has run."""
    script = f"import sys\n{code}\nprint(*sys.modules, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, env=environment())
    return set(done.stderr.split())


def loaded(code: str) -> set[str]:
    """Which heavy packages are there after the code has run."""
    return HEAVY & {name.partition(".")[0] for name in modules(code)}


def loaded_by(*arguments: str) -> set[str]:
    return loaded(f"from scalecalc.cli.main import main\nassert main({list(arguments)!r}) in (0, 2)")


def test_import() -> None:
    assert loaded("import scalecalc") == set()
    assert loaded("import scalecalc; scalecalc.ScalecalcError, scalecalc.Table, dir(scalecalc)") == set()


def test_version() -> None:
    assert loaded_by("--version") == {"typer"}


@pytest.mark.parametrize("arguments", [("--help",), ("predict", "--help")])
def test_help(arguments: tuple[str, ...]) -> None:
    assert loaded_by(*arguments) <= {"typer", "rich", "pydantic"}


def test_an_example_is_only_printed() -> None:
    assert loaded_by("example", "quickstart") <= {"typer", "pydantic"}


def test_completion() -> None:
    """The keys and columns that it knows are those of the models; what computes and draws is not among them."""
    assert not loaded_by("completion", "bash") & {"scipy", "matplotlib", "rich"}


@pytest.mark.parametrize("command", ["predict", "decompose"])
def test_a_piped_result(folder: Path, command: str) -> None:
    assert loaded_by(command, "spec.yaml") == {"typer", "pydantic", "numpy", "yaml"}


def test_problems_need_no_rich(folder: Path) -> None:
    assert "rich" not in loaded_by("predict", "bad.yaml")


@pytest.mark.parametrize(
    ("command", "others"),
    [
        ("check", {"results", "theory.solver", "theory.laws"}),
        ("predict", {"theory.laws", "theory.regimes"}),
        ("exponents", set()),
        ("regimes", set()),
    ],
)
def test_what_belongs_to_other_commands_is_not_loaded(command: str, others: set[str]) -> None:
    code = f"from scalecalc.cli.main import main\nassert main([{command!r}, {str(SPEC)!r}]) == 0"
    names = {f"scalecalc.{name}" for name in others | ASIDE}
    assert all(map(find_spec, names))  # or nothing would be told by their absence
    assert not names & modules(code)


def test_the_options_of_a_class_are_read_once() -> None:
    """To evaluate the annotations of the settings anew for each command was a third of `--version`."""
    code = (
        "import typing\nasked = []\nhints = typing.get_type_hints\n"
        "typing.get_type_hints = lambda one, **more: (asked.append(one), hints(one, **more))[1]\n"
        "from scalecalc.cli.main import main\nfrom scalecalc.settings import Settings\n"
        "assert main(['--version']) == 0\nassert asked.count(Settings) == 1, asked"
    )
    modules(code)


def test_nothing_is_asked_about_installed_packages() -> None:
    """Pydantic looks for plugins in the metadata of all of them."""
    code = (
        "import importlib.metadata, sys\n"
        "importlib.metadata.entry_points = None\n"
        "from scalecalc.__main__ import process\n"
        f"sys.argv = ['scalecalc', 'check', {str(SPEC)!r}]\n"
        "process()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, env=environment())
    assert (done.returncode, done.stderr) == (0, "")


def test_the_search_for_garbage_passes_over_what_is_loaded(run: InProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    """As soon as it is switched on; and nothing of that outlives the run."""
    states = []

    def noted(study: Study) -> Iterator[Table]:
        states.append((gc.isenabled(), gc.get_freeze_count()))
        return predict(study)

    predict = points.predict
    monkeypatch.setattr(points, "predict", noted)
    assert run("predict", "spec.yaml").status == 0
    ((enabled, passed_over),) = states
    assert enabled
    assert passed_over > 10_000
    assert gc.isenabled()
    assert gc.get_freeze_count() == 0
