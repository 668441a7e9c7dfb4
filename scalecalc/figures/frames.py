"""Pictures of which there are several versions: one for each setting of what is varied, to choose from by sliders."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from scalecalc.figures.picture import Picture, Sketch
from scalecalc.record import record

if TYPE_CHECKING:
    from scalecalc.table import Table


@record
class Frame:
    """The pictures of one setting.  setting: name and value of what is varied, such as (("alpha", "1.2"),)."""

    setting: tuple[tuple[str, str], ...]
    pictures: tuple[Picture, ...]


class Film(Protocol):
    """Collects what is to be drawn of a result, block by block, as a sketch does."""

    def see(self, block: Table) -> None:
        """Collect what is needed of a block; blocks come in order."""

    def frames(self) -> tuple[Frame, ...]:
        """The frames, after the last block: at least one."""


class Still:
    """A film of one frame: the pictures of a sketch."""

    def __init__(self, sketch: Sketch) -> None:
        self._sketch = sketch

    def see(self, block: Table) -> None:
        self._sketch.see(block)

    def frames(self) -> tuple[Frame, ...]:
        return (Frame((), self._sketch.pictures()),)
