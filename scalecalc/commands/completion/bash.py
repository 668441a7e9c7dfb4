"""For bash 3.2 and later, without the bash-completion package."""

from __future__ import annotations

from scalecalc.commands.completion.described import Command
from scalecalc.commands.completion.wordlists import Wordlists

_FUNCTIONS = """\
# bash completion for scalecalc, made by `scalecalc completion bash`

_scalecalc_words() {
    COMPREPLY=($(compgen -W "$1" -- "$current"))
}

# the last of words that commas separate
_scalecalc_listed() {
    local before=
    [[ $current == *,* ]] && before=${current%,*},
    compopt -o nospace 2>/dev/null
    COMPREPLY=($(compgen -P "$before" -W "$1" -- "${current##*,}"))
}

_scalecalc_assigned() {
    compopt -o nospace 2>/dev/null
    COMPREPLY=($(compgen -S = -W "$1" -- "$current"))
}

_scalecalc_folders() {
    local IFS=$'\\n'
    compopt -o filenames 2>/dev/null
    COMPREPLY=($(compgen -d -- "$current"))
}

# the files with one of these suffixes, and folders; without a suffix all files
_scalecalc_files() {
    local IFS=$'\\n' suffix
    compopt -o filenames 2>/dev/null
    COMPREPLY=($({
        (($#)) || compgen -f -- "$current"
        (($#)) && compgen -d -- "$current"
        for suffix; do compgen -f -X "!*.$suffix" -- "$current"; done
    }))
}
"""
_MAIN = """\

_scalecalc() {{
    local current=${{COMP_WORDS[COMP_CWORD]}} previous=${{COMP_WORDS[COMP_CWORD-1]}} command= word words=
    COMPREPLY=()
    # bash cuts --format=csv into three words, and ridge=1:2 as well
    if [[ $current == [=:] ]]; then
        current=
    elif [[ $previous == [=:] ]] && ((COMP_CWORD > 1)); then
        previous=${{COMP_WORDS[COMP_CWORD-2]}}
    else
        word=none
    fi
    [[ -z $word && $previous != -* ]] && return
    for word in "${{COMP_WORDS[@]:1:COMP_CWORD-1}}"; do
        case $word in
        {names}) command=$word && break ;;
        esac
    done
    case $command:$previous in
{values}    esac
    if [[ $current != -* ]]; then
        case $command in
        "") _scalecalc_words "{commands}" ;;
{arguments}        esac
        return
    fi
    case $command in
        "") words="{flags}" ;;
{options}    esac
    _scalecalc_words "$words"
}}

complete -F _scalecalc scalecalc
"""


def bash(program: Command) -> str:
    lists, names = Wordlists(), [command.name for command in program.commands]
    main = _MAIN.format(
        names="|".join(names),
        commands=" ".join(names),
        flags=program.flags,
        values=_lines({pattern: f"{action}; return" for pattern, action in _values(program, lists).items()}),
        arguments=_lines(_arguments(program, lists)),
        options=_lines({command.name: f'words="{command.flags}"' for command in program.commands}),
    )
    return _FUNCTIONS + "\n" + lists.defined('{name}="{words}"') + main


def _lines(actions: dict[str, str]) -> str:
    return "".join(f"        {pattern}) {action} ;;\n" for pattern, action in actions.items())


def _arguments(program: Command, lists: Wordlists) -> dict[str, str]:
    """What to do for an argument, by the commands for which it is done."""
    actions: dict[str, list[str]] = {}
    for command in program.commands:
        if command.argument is not None:
            actions.setdefault(command.argument.bash(lists), []).append(command.name)
    return {"|".join(names): action for action, names in actions.items()}


def _values(program: Command, lists: Wordlists) -> dict[str, str]:
    """What to do after an option that takes a value, by the commands and options for which it is done."""
    by_option: dict[str, dict[str, list[str]]] = {}  # for each option and action, the commands
    for command in program.commands:
        for option in command.options:
            if option.value is None:
                continue
            for name in option.names:
                by_action = by_option.setdefault(name, {})
                by_action.setdefault(option.value.bash(lists), []).append(command.name)
    patterns: dict[str, list[str]] = {}
    for name, actions in by_option.items():
        for action, commands in actions.items():
            meant = ["*"] if len(actions) == 1 else commands
            patterns.setdefault(action, []).extend(f"{command}:{name}" for command in meant)
    return {"|".join(found): action for action, found in patterns.items()}
