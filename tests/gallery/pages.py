"""The gallery pages, made of the worked specs: what their comments say, their commands, and a picture of each."""

from __future__ import annotations

import re
from pathlib import Path

from scalecalc.record import record
from tests.documents import DOCS, ROOT

SPECS = ROOT / "specs"
COMMAND = re.compile(r"^  scalecalc (.*)$")
_DRAWN = ("regimes", "decompose", "predict", "exponents", "flow")  # the commands that draw without more options
_FIGURES = {  # where the first command with a picture is not the most telling one, or there is none
    "05_venn_features": "",
    "05_venn_ridge": "",
    "power_law_ridge": "predict power_law_ridge.yaml",
    "06_unstructured_lrf": "decompose 06_unstructured_lrf.yaml --stacked",
    "11_structured_weights": "decompose 11_structured_weights.yaml",
    "12_phase_diagram": "phase 12_phase_diagram.yaml --x ridge.P=-2:0 --y features.width.P=0:3",
    "12_phase_diagram_structured": "phase 12_phase_diagram_structured.yaml --x ridge.P=-2:0 --y features.width.P=0:3",
    "deep_features": "decompose deep_features.yaml",
    "degrees_on_a_sphere": "modes degrees_on_a_sphere.yaml --ranks 0,1,2,3",
    "out_of_distribution": "predict out_of_distribution.yaml",
    "source_exponent": "predict source_exponent.yaml",
    "quickstart": "regimes quickstart.yaml",
    "double_descent": "decompose double_descent.yaml --stacked",
    "ensemble": "decompose ensemble.yaml --set ridge=1e-6",
    "relu_features": "regimes relu_features.yaml",
}


@record
class Page:
    """A gallery.  folder: of its specs, below specs/.  about: what stands above them."""

    name: str
    folder: str
    about: str

    @property
    def file(self) -> Path:
        return DOCS / self.name

    @property
    def specs(self) -> list[Path]:
        return sorted((SPECS / self.folder).glob("*.yaml"))

    def text(self) -> str:
        return "\n".join([self.about.strip("\n"), "", *map(self._entry, self.specs)])

    def _entry(self, spec: Path) -> str:
        place = spec.relative_to(SPECS).as_posix()
        text = spec.read_text(encoding="utf-8")
        said = [line[2:].rstrip() for line in text.splitlines()[2:] if line.startswith("#")]
        (title,) = re.findall(r"^title: (.*)$", text, re.MULTILINE)
        head = [f"## {title}", "", f"[`{place}`](../../specs/{place})", ""]
        return "\n".join([*head, *_figure(title, said, place), *_paragraphs(said, place)])


def _figure(title: str, said: list[str], place: str) -> list[str]:
    """The picture of a spec, with the command that draws it."""
    name = Path(place).stem
    commands = [found[1] for line in said if (found := COMMAND.match(line))]
    first = next((one for one in commands if one.split()[0] in _DRAWN), "")
    chosen = _FIGURES.get(name, first)
    if not chosen:
        return []
    command = f"scalecalc {chosen}".replace(f"{name}.yaml", f"specs/{place}")
    return [f"<!-- figure: {command} -->", f"![{title}: {chosen.split()[0]}](figures/{name}.svg)", ""]


def _paragraphs(said: list[str], place: str) -> list[str]:
    """The comment of a spec as markdown, its commands and formulas as code."""
    result: list[str] = []
    indented = False
    for line in [*said, ""]:
        if line.startswith("  ") and not indented:
            result.append("```sh" if COMMAND.match(line) else "```text")
        if indented and not line.startswith("  "):
            result += ["```", ""] if line else ["```"]
        indented = line.startswith("  ")
        shown = line[2:].replace(place.rpartition("/")[2], f"specs/{place}") if indented else _escaped(line)
        result.append(shown)
    return result


def _escaped(line: str) -> str:
    return re.sub(r"([*<])", r"\\\1", line)


PAGES = (
    Page(
        "gallery.md",
        "",
        """
# Worked specs

Each spec is explained in its own comments, which this page repeats. `scalecalc example NAME` prints one, and
`scalecalc example NAME --to FOLDER` writes it with its data.
""",
    ),
    Page(
        "dynamics.md",
        "dynamics",
        """
# Training time, single modes, and tests unlike the training

How errors fall while a model is trained, what is learned of each mode of the target, and what the error is where
inputs or target are not those of the training. [Training time](training.md) explains how to use the first, and why it
is right.
""",
    ),
    Page(
        "paper.md",
        "paper",
        """
# The paper as a gallery

The figures of A. Atanasov, J. A. Zavatone-Veth and C. Pehlevan, *Scaling and renormalization in high-dimensional
regression* (arXiv:2405.00592) as specs, with their parameters as published. Each says how these are converted to the
[conventions](output.md) here, which commands show what, and where exact theory and a published guide line differ. The
tests hold every one of them to its exponents, crossovers and known values.
""",
    ),
    Page(
        "literature.md",
        "literature",
        """
# The literature as specs

Results of other papers, with the correspondence of their symbols to those here. Tests compare each with an
implementation of the paper's own formulas.
""",
    ),
)


def rewrite() -> None:
    """Write the pages. Their figures are made by `tests.documents`."""
    for page in PAGES:
        if page.specs:
            page.file.write_text(page.text(), encoding="utf-8")
