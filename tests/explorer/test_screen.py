"""The explorer on a screen of 80 x 24: by Textual's own pilot, and once in tmux."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

import pytest

from scalecalc import load
from scalecalc.cli.main import main
from scalecalc.commands.explore import Explore, views
from scalecalc.errors import UsageError
from scalecalc.explorer.state import begun
from scalecalc.output.style import Style
from tests.cli.conftest import environment

pytest.importorskip("textual")

from textual.pilot import Pilot

from scalecalc.explorer.app import Explorer
from scalecalc.explorer.lines import Lines

SPEC = """\
spectrum: {kind: power_law, alpha: 1.5, modes: inf}
target: {kind: power_law, r: 0.4}
noise: 0.01
ridge: 1e-6
samples: {from: 10, to: 1e4, points: 7}
"""
Play = Callable[[Pilot[None], Explorer], Awaitable[None]]


def played(path: Path, play: Play, style: Style = Style(ansi=True, color=True), *overrides: str) -> None:  # noqa: B008
    """Open the spec, and play."""
    path.write_text(SPEC)
    app = Explorer(begun(str(path), load(path, overrides), overrides, 10**6), views(), style)

    async def whole() -> None:
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.pause(0.05)
            await play(pilot, app)
        assert app.failure is None

    asyncio.run(whole())


def seen(app: Explorer, name: str) -> str:
    return app.query_one(f"#{name}", Lines).text


async def press(pilot: Pilot[None], keys: Sequence[str]) -> None:
    await pilot.press(*keys)
    await pilot.pause()


def test_a_number_is_turned_typed_and_taken_back(tmp_path: Path) -> None:
    async def play(pilot: Pilot[None], app: Explorer) -> None:
        before = seen(app, "main")
        await press(pilot, ["plus", "plus"])
        assert app.state.overrides == ("spectrum.alpha=1.6",)
        assert "1.6*" in seen(app, "panel")
        assert seen(app, "main") != before
        await press(pilot, ["enter", *["backspace"] * 3, "2", "enter"])
        assert app.state.overrides == ("spectrum.alpha=2",)
        await press(pilot, ["u", "u", "u"])
        assert app.state.overrides == ()
        assert seen(app, "main") == before

    played(tmp_path / "spec.yaml", play)


def test_a_wrong_value_says_what_check_says_and_the_curve_stays(tmp_path: Path) -> None:
    async def play(pilot: Pilot[None], app: Explorer) -> None:
        before = seen(app, "main")
        await press(pilot, ["enter", *["backspace"] * 3, "0", "enter"])
        assert "must be a number > 0 and <= 100" in seen(app, "status").replace("\n", " ")
        assert seen(app, "main") == before
        await press(pilot, ["colon", *"ridg=1", "enter"])
        assert "did you mean 'ridge'" in seen(app, "status").replace("\n", " ")
        assert app.state.overrides == ()

    played(tmp_path / "spec.yaml", play)


def test_the_cursor_reads_off_and_what_rules_comes_when_keys_rest(tmp_path: Path) -> None:
    async def play(pilot: Pilot[None], app: Explorer) -> None:
        await press(pilot, ["home"])
        assert seen(app, "status").startswith("P = 10 ")
        await press(pilot, ["right"])
        assert seen(app, "status").startswith("P = 32 ")
        for _ in range(40):
            await pilot.pause(0.05)
            if "regime" in seen(app, "status"):
                break
        assert "E_g ~ P^-" in seen(app, "status")
        assert "regime: signal limited" in seen(app, "status")

    played(tmp_path / "spec.yaml", play)


def test_every_view_and_its_table(tmp_path: Path) -> None:
    async def play(pilot: Pilot[None], app: Explorer) -> None:
        await pilot.pause(0.3)  # until the keys rest
        shown = set()
        for view in views():
            assert f"[{view.name}]" in seen(app, "title")
            shown.add(seen(app, "main"))
            await press(pilot, ["tab"])
        assert len(shown) == len(views())
        await press(pilot, ["t"])
        assert "Bias²" in seen(app, "main")
        assert "--plot" not in app.command_line
        await press(pilot, ["question_mark"])
        assert "save the spec as a file" in seen(app, "main")

    played(tmp_path / "spec.yaml", play)


def test_saving_asks_before_it_replaces(tmp_path: Path) -> None:
    target = tmp_path / "spec-explored.yaml"

    async def play(pilot: Pilot[None], app: Explorer) -> None:
        await press(pilot, ["plus", "s", "enter"])
        assert load(target).resolved["spectrum"]["alpha"] == 1.55
        await press(pilot, ["plus", "s", "enter", *"no", "enter"])
        assert load(target).resolved["spectrum"]["alpha"] == 1.55
        await press(pilot, ["s", "enter", *"yes", "enter"])
        assert load(target).resolved["spectrum"]["alpha"] == 1.6

    played(tmp_path / "spec.yaml", play)


def test_ascii_without_colours_and_another_size(tmp_path: Path) -> None:
    async def play(pilot: Pilot[None], app: Explorer) -> None:
        every = "".join(seen(app, name) for name in ("title", "panel", "main", "status", "foot"))
        assert every.isascii()
        width = max(map(len, seen(app, "main").split("\n")))
        await pilot.resize_terminal(120, 40)
        await pilot.pause(0.1)
        assert max(map(len, seen(app, "main").split("\n"))) > width

    played(tmp_path / "spec.yaml", play, Style(unicode=False), "noise=0.1")


def test_the_command_line_is_copied_and_shown(tmp_path: Path) -> None:
    async def play(pilot: Pilot[None], app: Explorer) -> None:
        await press(pilot, ["down", "down", "plus", "c"])
        assert app.clipboard == app.command_line
        assert app.command_line.endswith("spec.yaml --plot --set spectrum.modes=1e6")
        assert "--set" in seen(app, "status").replace("\n", " ")

    played(tmp_path / "spec.yaml", play, Style(), "spectrum.modes=790000")


def test_without_a_sweep_there_is_the_table(tmp_path: Path) -> None:
    async def play(pilot: Pilot[None], app: Explorer) -> None:
        assert "needs a sweep" in seen(app, "main")
        assert "Bias²" in seen(app, "main")
        assert app.command_line.endswith("spec.yaml --set samples=100")

    played(tmp_path / "spec.yaml", play, Style(), "samples=100")


def test_without_a_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "spec.yaml"
    path.write_text(SPEC)
    assert main(["explore", str(path)]) == 2
    assert "takes the screen and the keys of a terminal" in capsys.readouterr().err


def test_without_textual(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr("scalecalc.commands.screen.is_terminal", lambda stream: True)
    monkeypatch.setattr("scalecalc.commands.explore.find_spec", lambda name: None)
    with pytest.raises(UsageError, match=r"pip install 'scalecalc\[explore\]'"):
        Explore().ready()


@pytest.mark.skipif(shutil.which("tmux") is None, reason="no tmux")
def test_in_tmux(tmp_path: Path) -> None:
    """A real terminal: it opens, a key turns a number, it leaves, and the command line is printed."""
    (tmp_path / "spec.yaml").write_text(SPEC)
    tmux = ["tmux", "-L", f"scalecalc{time.monotonic_ns()}"]
    program = f"PYTHONPATH={environment()['PYTHONPATH']} {sys.executable} -m scalecalc explore spec.yaml; sleep 60"
    subprocess.run([*tmux, "new-session", "-d", "-x", "80", "-y", "24", "-c", str(tmp_path), program], check=True)

    def until(wanted: str) -> str:
        for _ in range(200):
            screen = subprocess.run([*tmux, "capture-pane", "-p"], capture_output=True, text=True, check=True).stdout
            if wanted in screen:
                return screen
            time.sleep(0.05)
        raise AssertionError(f"no {wanted!r} in\n{screen}")

    try:
        lines = until("P = ").split("\n")
        assert len(lines) == 25
        assert max(map(len, lines)) <= 80
        subprocess.run([*tmux, "send-keys", "+"], check=True)
        until("1.55*")
        subprocess.run([*tmux, "send-keys", "q"], check=True)
        until("scalecalc decompose spec.yaml --plot --set spectrum.alpha=1.55")
    finally:
        subprocess.run([*tmux, "kill-server"], check=False)
