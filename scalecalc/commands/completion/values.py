"""What may follow an option or be an argument, each kind in the words of three shells.

`bash` is a command that completes $current, `zsh` an action of _arguments, `fish` options of complete.
"""

from __future__ import annotations

from scalecalc.commands.completion.wordlists import Wordlists
from scalecalc.record import record


@record
class Anything:
    """What no shell can know."""

    where = "1"  # among the arguments, as zsh has it

    def bash(self, lists: Wordlists) -> str:
        return ":"

    def zsh(self, lists: Wordlists) -> str:
        return " "

    def fish(self, lists: Wordlists) -> str:
        return "-x"


@record
class Words(Anything):
    """One of these words."""

    words: tuple[str, ...]

    def bash(self, lists: Wordlists) -> str:
        return f'_scalecalc_words "{lists.of(self.words)}"'

    def zsh(self, lists: Wordlists) -> str:
        return f"({lists.of(self.words)})"

    def fish(self, lists: Wordlists) -> str:
        return f"-x -a '{lists.of(self.words)}'"


@record
class Listed(Words):
    """Several of these words, with commas between them."""

    def bash(self, lists: Wordlists) -> str:
        return f'_scalecalc_listed "{lists.of(self.words)}"'

    def zsh(self, lists: Wordlists) -> str:
        return f" _scalecalc_listed {lists.of(self.words)}"

    def fish(self, lists: Wordlists) -> str:
        return f"-x -a '(__scalecalc_listed {lists.of(self.words)})'"


@record
class Assigned(Words):
    """One of these words, a = and what no shell can know."""

    def bash(self, lists: Wordlists) -> str:
        return f'_scalecalc_assigned "{lists.of(self.words)}"'

    def zsh(self, lists: Wordlists) -> str:
        return f" _scalecalc_assigned {lists.of(self.words)}"

    def fish(self, lists: Wordlists) -> str:
        return f"-x -a '(__scalecalc_assigned {lists.of(self.words)})'"


@record
class Files(Anything):
    """Files with one of these suffixes, and folders; where there is no suffix, any file."""

    suffixes: tuple[str, ...] = ()
    where = "*"

    def bash(self, lists: Wordlists) -> str:
        return f"_scalecalc_files {' '.join(self.suffixes)}".rstrip()

    def zsh(self, lists: Wordlists) -> str:
        return f'_files -g "*.({"|".join(self.suffixes)})(-.)"' if self.suffixes else "_files"

    def fish(self, lists: Wordlists) -> str:
        return f"-x -a '(__scalecalc_files {' '.join(self.suffixes)})'" if self.suffixes else "-r -F"


@record
class Folders(Anything):
    """Folders."""

    def bash(self, lists: Wordlists) -> str:
        return "_scalecalc_folders"

    def zsh(self, lists: Wordlists) -> str:
        return "_files -/"

    def fish(self, lists: Wordlists) -> str:
        return "-x -a '(__fish_complete_directories)'"
