"""For fish 3.2 and later, as a file in its completions folder."""

from __future__ import annotations

from scalecalc.commands.completion.described import Command, Option
from scalecalc.commands.completion.wordlists import Wordlists

_FUNCTIONS = """\
# fish completion for scalecalc, made by `scalecalc completion fish`

# whether the command is one of these
function __scalecalc_of
    set -l words (commandline -poc)
    set -e words[1]
    for word in $words
        string match -q -- '-*' $word; and continue
        contains -- $word $argv
        return
    end
    return 1
end

# the word that is being typed, without the option in --option=word
function __scalecalc_current
    commandline -ct | string replace -r -- '^--[a-z-]+=' ''
end

# the last of words that commas separate
function __scalecalc_listed
    set -l before (__scalecalc_current | string match -r -- '^.*,')
    printf '%s\\n' "$before"$argv
end

function __scalecalc_assigned
    __scalecalc_current | string match -q -- '*=*'; or printf '%s=\\n' $argv
end

# the files with one of these suffixes, and folders; __fish_complete_suffix takes one suffix only
function __scalecalc_files
    set -l suffixes (string join '|' -- $argv)
    complete -C "__fish_command_without_completions "(__scalecalc_current) \\
        | string match -er -- "(?:/|\\\\.(?:$suffixes))\\$"
end
"""


def fish(program: Command) -> str:
    lists = Wordlists()
    lines = [
        "complete -c scalecalc -f",
        *(_completed("__fish_use_subcommand", _option(option, lists)) for option in program.options),
    ]
    for one in program.commands:
        lines.append(_completed("__fish_use_subcommand", f"-a {one.name} -d {_in_quotes(one.help)}"))
    for rest, commands in _shared(program, lists).items():
        lines.append(_completed(f"__scalecalc_of {' '.join(commands)}", rest))
    return f"{_FUNCTIONS}\n{lists.defined('set -g {name} {words}')}\n" + "\n".join(lines) + "\n"


def _shared(program: Command, lists: Wordlists) -> dict[str, list[str]]:
    """What is completed, with the commands for which it is: so a line does for all that share it."""
    found: dict[str, list[str]] = {}
    for command in program.commands:
        every = [] if command.argument is None else [command.argument.fish(lists).removeprefix("-x ")]
        for rest in [*every, *(_option(option, lists) for option in command.options)]:
            found.setdefault(rest, []).append(command.name)
    return found


def _completed(condition: str, rest: str) -> str:
    return f"complete -c scalecalc -n '{condition}' {rest}"


def _option(option: Option, lists: Wordlists) -> str:
    parts = [f"-l {name[2:]}" if name.startswith("--") else f"-s {name[1:]}" for name in option.names]
    if option.value is not None:
        parts.append(option.value.fish(lists))
    return " ".join([*parts, f"-d {_in_quotes(option.help)}"])


def _in_quotes(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
