"""Completion scripts: up to date, valid for their shells, and right in each of them."""

from __future__ import annotations

import os
import pty
import select
import shlex
import shutil
import subprocess
import time
from pathlib import Path
from typing import Literal, Self

import pytest

import scalecalc
from scalecalc.commands import COMMANDS
from scalecalc.commands.completion.keys import spec_keys
from scalecalc.commands.completion.program import program
from scalecalc.commands.completion.values import Listed
from scalecalc.output import FORMATS
from tests.cli.conftest import InProcess

CHECKED_IN = Path(__file__).resolve().parents[2] / "completions"
FILES: dict[Literal["bash", "zsh", "fish"], str] = {
    "bash": "scalecalc.bash",
    "zsh": "_scalecalc",
    "fish": "scalecalc.fish",
}


@pytest.mark.parametrize("shell", FILES)
def test_files_are_up_to_date(shell: Literal["bash", "zsh", "fish"], run: InProcess) -> None:
    result = run("completion", shell)
    assert (result.status, result.err) == (0, "")
    assert (CHECKED_IN / FILES[shell]).read_text() == result.out, f"run: scalecalc completion {shell}"


def needed(shell: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(shutil.which(shell) is None, reason=f"{shell} is not installed")


@pytest.mark.parametrize("shell", [pytest.param(shell, marks=needed(shell)) for shell in FILES])
def test_files_are_valid(shell: Literal["bash", "zsh", "fish"]) -> None:
    done = subprocess.run([shell, "-n", CHECKED_IN / FILES[shell]], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.fixture
def files(folder: Path) -> Path:
    """The current folder, with some files."""
    (folder / "sub folder").mkdir()
    for name in ("data.csv", "more.yml", "notes.txt", "sub folder/inner.yaml"):
        (folder / name).write_text("")
    return folder


ALL = ["sub folder", "spec.yaml", "bad.yaml", "more.yml"]
# What is typed, word by word as bash cuts it, and what is offered for the last word.
OFFERED: list[tuple[tuple[str, ...], list[str]]] = [
    (("",), list(COMMANDS)),
    (("pre",), ["predict"]),
    (("--v",), ["--version"]),
    (("predict", ""), ALL),
    (("predict", "sp"), ["spec.yaml"]),
    (("check", "spec.yaml", "m"), ["more.yml"]),
    (("predict", "--fo"), ["--format"]),
    (("predict", "spec.yaml", "--format", "js"), ["json", "jsonl"]),
    (("predict", "--format", "=", "c"), ["csv"]),
    (("predict", "--format", "="), ["auto", *FORMATS]),
    (("predict", "-f", "m"), ["markdown"]),
    (("predict", "--output", "da"), ["data.csv"]),
    (("predict", "--output", "n"), ["notes.txt"]),
    (("estimate", "d"), ["data.csv"]),
    (("estimate", "--target", "d"), ["data.csv"]),
    (("estimate", "--kernel", "g"), ["gaussian"]),
    (("exponents", "--along", ""), ["samples", "width", "ridge", "time", "steps"]),
    (("completion", ""), ["bash", "zsh", "fish"]),
    (("schema", ""), []),
    (("predict", "--columns", "test_e"), ["test_error"]),
    (("predict", "--columns", "samples,test_"), ["samples,test_error", "samples,test_train_ratio"]),
    (("flow", "--columns", "stag"), ["stage"]),
    (("flow", "--columns", "he"), ["help"]),
    (("explain", "double-d"), ["double-descent"]),
    (("explain", "spectrum.al"), ["spectrum.alpha"]),
    (("explain", "primer-"), [f"primer-{chapter}" for chapter in range(1, 6)]),
    (("optimize", "--over", "samples,w"), ["samples,width"]),
    (("predict", "--set", "spectrum.al"), ["spectrum.alpha="]),
    (("predict", "--vary", "target.r"), ["target.r=", "target.rate="]),
    (("predict", "--set", "=", "features.act"), [f"features.activation{end}=" for end in ("", ".mu1", ".mustar2")]),
    (("predict", "--set", "ridge", "="), []),
    (("predict", "--set", "ridge", "=", "1"), []),
    (("phase", "--x", "features.width.P"), ["features.width.P="]),
    (("simulate", "--covariates", "rad"), ["rademacher"]),
    (("crossval", "--correlation", "a"), ["ar1"]),
    (("forecast", "--ridge", "o"), ["optimal"]),
    (("fit", "-x", ""), []),
    (("example", "quick"), ["quickstart"]),
    (("example", "quickstart", "--to", ""), ["sub folder"]),
    (("forecast", "--to", ""), []),
    (("crossval", "--ridge", "1e-6", ":", "1"), []),
]


@pytest.mark.parametrize("command", [one for one in COMMANDS if COMMANDS[one].tabular])
def test_columns_are_those_of_the_command(command: str) -> None:
    names = COMMANDS[command].headings()
    assert len(names) == len(set(names))
    offered = {
        option.names[-1]: option.value for one in program().commands if one.name == command for option in one.options
    }
    assert offered["--columns"] == Listed(("help", *names))


def test_every_key_is_known_to_the_spec(folder: Path) -> None:
    """Or belongs to another kind than that of the spec."""
    for key in spec_keys():
        said = scalecalc.check("spec.yaml", overrides=[f"{key}=1"])["message"]
        assert all("belongs to kind" in one for one in said if "unknown key" in one), key


def bash_offers(words: tuple[str, ...]) -> list[str]:
    listed = " ".join(f"'{word}'" for word in ("scalecalc", *words))
    script = (
        f"source '{CHECKED_IN / FILES['bash']}'; COMP_WORDS=({listed}); COMP_CWORD={len(words)};"
        'complete -p scalecalc >/dev/null; _scalecalc; printf "%s\\n" "${COMPREPLY[@]}"'
    )
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True)
    assert done.stderr == ""
    return done.stdout.split("\n")[:-1] if done.stdout.strip() else []


@needed("bash")
@pytest.mark.parametrize(("words", "expected"), OFFERED)
def test_bash(files: Path, words: tuple[str, ...], expected: list[str]) -> None:
    assert sorted(bash_offers(words)) == sorted(expected)


@needed("fish")
def test_fish(files: Path) -> None:
    """One fish for all, as it takes long to start; it puts --option= before what follows, and / behind folders."""
    lines = ["scalecalc " + " ".join(words).replace(" = ", "=").removesuffix(" =") for words, _ in OFFERED]
    lines = [line + "=" * (words[-1] == "=") for line, (words, _) in zip(lines, OFFERED, strict=True)]
    asked = "\n".join(f"echo ::; complete -C {shlex.quote(line)}" for line in lines)
    script = f"source '{CHECKED_IN / FILES['fish']}'\n{asked}"
    done = subprocess.run(["fish", "--no-config", "-c", script], capture_output=True, text=True, check=True)
    assert done.stderr == ""
    answers = [answer.strip().split("\n") for answer in done.stdout.split("::\n")[1:]]
    for line, answer, (words, expected) in zip(lines, answers, OFFERED, strict=True):
        before = (
            f"{words[-3]}=" if words[-2:-1] == ("=",) and expected else f"{words[-2]}=" if words[-1:] == ("=",) else ""
        )
        offered = {one.partition("\t")[0].removeprefix(before).rstrip("/") for one in answer if one}
        assert offered == set(expected), line


# A line that is typed, a TAB, and the line as it is then.
TYPED = [
    ("scalecalc pre", "scalecalc predict "),
    ("scalecalc predict spe", "scalecalc predict spec.yaml "),
    ("scalecalc predict su", "scalecalc predict sub\\ folder/"),
    ("scalecalc predict --set spectrum.al", "scalecalc predict --set spectrum.alpha="),
    ("scalecalc predict --set=spectrum.al", "scalecalc predict --set=spectrum.alpha="),
    ("scalecalc predict --set ridge.per", "scalecalc predict --set ridge.per_decade="),
    ("scalecalc predict --set spectrum.alpha=", "scalecalc predict --set spectrum.alpha="),
    ("scalecalc optimize --max wi", "scalecalc optimize --max width="),
    ("scalecalc predict --columns samples,test_e", "scalecalc predict --columns samples,test_error"),
    ("scalecalc predict --columns=samples,test_e", "scalecalc predict --columns=samples,test_error"),
    ("scalecalc predict --format mark", "scalecalc predict --format markdown "),
    ("scalecalc example quick", "scalecalc example quickstart "),
    ("scalecalc explain renormalized-", "scalecalc explain renormalized-ridge "),
    ("scalecalc predict --columns hel", "scalecalc predict --columns help"),
    ("scalecalc example quickstart --to su", "scalecalc example quickstart --to sub\\ folder/"),
]
SHOW = {  # what makes control-G print the line
    "bash": """show() { echo "<<<$READLINE_LINE>>>"; READLINE_LINE=; }; bind -x '"\\C-g": show'""",
    "zsh": """show() { print -r -- "<<<$BUFFER>>>"; BUFFER= }; zle -N show; bindkey '^G' show""",
}
LOADED = {
    "bash": ("bash", f"source '{CHECKED_IN}/scalecalc.bash'"),
    "zsh sourced": ("zsh", f"autoload -Uz compinit; compinit -u -D; source '{CHECKED_IN}/_scalecalc'"),
    "zsh autoloaded": ("zsh", f"fpath=('{CHECKED_IN}' $fpath); autoload -Uz compinit; compinit -u -D"),
}
START = {"bash": ["bash", "--norc", "--noprofile", "-i"], "zsh": ["zsh", "-f", "-i"]}


@pytest.mark.parametrize("way", [pytest.param(way, marks=needed(shell)) for way, (shell, _) in LOADED.items()])
def test_typed(files: Path, way: str) -> None:
    """On a terminal, where spaces count: none behind = and commas."""
    shell, load = LOADED[way]
    with Terminal(START[shell]) as terminal:
        terminal.write(f"PS1=; stty -echo; {load}; {SHOW[shell]}; echo RE''ADY\n")
        terminal.until("READY")
        for typed, expected in TYPED:
            terminal.write(f"{typed}\t\x07")
            line = terminal.until(">>>").rpartition("<<<")[2].removesuffix(">>>")
            if "--columns" in typed:
                line = line.removesuffix(",")  # zsh offers the next one, and takes the comma away for a space
            assert line == expected


class Terminal:
    """A shell on a terminal of its own."""

    def __init__(self, command: list[str]) -> None:
        self._ours, theirs = pty.openpty()
        self._shell = subprocess.Popen(
            command,
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            env={**os.environ, "TERM": "dumb", "ZDOTDIR": "."},
            start_new_session=True,
        )
        os.close(theirs)
        self._seen = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._shell.kill()
        self._shell.wait()
        os.close(self._ours)

    def write(self, text: str) -> None:
        os.write(self._ours, text.encode())

    def until(self, mark: str) -> str:
        """What comes, up to and with the mark."""
        end = time.monotonic() + 30
        while mark not in self._seen:
            assert select.select([self._ours], [], [], max(0, end - time.monotonic()))[0], self._seen
            self._seen += os.read(self._ours, 65536).decode(errors="replace")
        head, _, self._seen = self._seen.partition(mark)
        return head + mark
