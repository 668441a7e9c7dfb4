"""What an example is."""

from __future__ import annotations

import shlex
from pathlib import Path

from scalecalc.errors import UsageError


class Worked:
    """Something worked to start from.

    name: by which it is asked for.  title: a few words on it.
    """

    name: str
    title: str

    def text(self) -> str:
        """What is printed. Raises UsageError for what is no text."""
        raise UsageError(
            f"{self.name} is no text but {' and '.join(self.files())}, and needs 'to', the folder for them"
        )

    def files(self) -> dict[str, bytes]:
        """What is written, by the names of the files; first the one that the others belong to."""
        raise NotImplementedError

    def next(self, folder: Path) -> str:
        """A command line that uses it when it is in that folder."""
        raise NotImplementedError

    def hint(self) -> str:
        """What is to be said when it was printed."""
        return ""

    def written(self, folder: Path) -> str:
        """What is to be said when it was written."""
        return "".join(f"wrote {folder / name}\n" for name in self.files()) + f"next: {self.next(folder)}\n"


def placed(folder: Path, name: str) -> str:
    """A file as a shell takes it."""
    return shlex.quote(str(folder / name))
