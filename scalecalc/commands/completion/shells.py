"""Static completion scripts for bash, zsh and fish: a TAB starts no Python."""

from __future__ import annotations

from collections.abc import Callable

from scalecalc.record import record


@record
class Option:
    """An option: its names, shortest first, and what may follow it.

    files: the suffixes of files that may; none for files of any name, and None where it is no file.
    """

    names: tuple[str, ...]
    help: str
    takes_value: bool
    choices: tuple[str, ...]
    files: tuple[str, ...] | None = None
    repeatable: bool = False


@record
class Command:
    """A command: its options, and the words that its argument may be, or the suffixes of the files."""

    name: str
    help: str
    options: tuple[Option, ...]
    words: tuple[str, ...]
    files: tuple[str, ...]
    commands: tuple[Command, ...] = ()


def bash(program: Command) -> str:
    """For bash 3.2 and later, without the bash-completion package."""
    names = " ".join(command.name for command in program.commands)
    values = "".join(
        f"        {'|'.join(patterns)}) {action} ;;\n" for action, patterns in _bash_values(program).items()
    )
    options = "".join(f'        {command.name}) words="{_names(command)}" ;;\n' for command in program.commands)
    arguments = "".join(
        f"        {command.name}) {_bash_argument(command)} ;;\n"
        for command in program.commands
        if command.files or command.words
    )
    return f"""\
# bash completion for scalecalc, made by `scalecalc completion bash`

_scalecalc_files() {{
    local IFS=$'\\n'
    compopt -o filenames 2>/dev/null
    COMPREPLY=($(compgen -f -- "$1"))
}}

# the files with one of these suffixes, and folders
_scalecalc_suffixed() {{
    local IFS=$'\\n' current=$1 suffix
    shift
    compopt -o filenames 2>/dev/null
    COMPREPLY=($({{
        compgen -d -- "$current"
        for suffix; do compgen -f -X "!*.$suffix" -- "$current"; done
    }}))
}}

_scalecalc() {{
    local current=${{COMP_WORDS[COMP_CWORD]}} previous=${{COMP_WORDS[COMP_CWORD-1]}} command= word words=
    COMPREPLY=()
    # bash cuts --format=csv into three words
    if [[ $current == = ]]; then
        current=
    elif [[ $previous == = ]] && ((COMP_CWORD > 1)); then
        previous=${{COMP_WORDS[COMP_CWORD-2]}}
    fi
    for word in "${{COMP_WORDS[@]:1:COMP_CWORD-1}}"; do
        case $word in
        {names.replace(" ", "|")}) command=$word && break ;;
        esac
    done
    case $previous in
{values}    esac
    if [[ $current != -* ]]; then
        case $command in
        "") COMPREPLY=($(compgen -W "{names}" -- "$current")) ;;
{arguments}        esac
        return
    fi
    case $command in
        "") words="{_names(program)}" ;;
{options}    esac
    COMPREPLY=($(compgen -W "$words" -- "$current"))
}}

complete -F _scalecalc scalecalc
"""


def _names(command: Command) -> str:
    return " ".join(name for option in command.options for name in option.names)


def _bash_values(program: Command) -> dict[str, list[str]]:
    """What to do after an option that takes a value, with the options it is done for.

    An option means the same for every command that has it.
    """
    actions: dict[str, list[str]] = {}
    for command in program.commands:
        for option in command.options:
            if option.takes_value:
                patterns = actions.setdefault(_bash_value(option), [])
                patterns += [name for name in option.names if name not in patterns]
    return actions


def _bash_value(option: Option) -> str:
    if option.choices:
        return f'COMPREPLY=($(compgen -W "{" ".join(option.choices)}" -- "$current")); return'
    if option.files is None:
        return "return"
    return f"{_bash_files(option.files)}; return"


def _bash_files(suffixes: tuple[str, ...]) -> str:
    return f'_scalecalc_suffixed "$current" {" ".join(suffixes)}' if suffixes else '_scalecalc_files "$current"'


def _bash_argument(command: Command) -> str:
    if command.files:
        return _bash_files(command.files)
    return f'COMPREPLY=($(compgen -W "{" ".join(command.words)}" -- "$current"))'


def zsh(program: Command) -> str:
    """For zsh, as a file _scalecalc in a folder of $fpath."""
    described = "\n".join(f"    {_quoted(f'{command.name}:{command.help}')}" for command in program.commands)
    cases = "\n".join(_zsh_case(command) for command in program.commands)
    general = " \\\n".join(f"    {_zsh_option(option)}" for option in program.options)
    return f"""\
#compdef scalecalc
# zsh completion for scalecalc, made by `scalecalc completion zsh`

_scalecalc() {{
  local curcontext=$curcontext state line
  typeset -A opt_args
  local -a commands=(
{described}
  )
  _arguments -C \\
{general} \\
    '1:command:->command' \\
    '*::argument:->argument'
  case $state in
    command) _describe -t commands command commands ;;
    argument)
      case $line[1] in
{cases}
      esac ;;
  esac
}}

if [[ $funcstack[1] == _scalecalc ]]; then
  _scalecalc "$@"
else
  compdef _scalecalc scalecalc
fi
"""


def _zsh_case(command: Command) -> str:
    lines = [_zsh_option(option) for option in command.options]
    if command.files:
        lines.append(_quoted(f"*:file:{_zsh_files(command.files)}"))
    elif command.words:
        lines.append(_quoted(f"1:{command.name}:({' '.join(command.words)})"))
    joined = " \\\n".join(f"            {line}" for line in lines)
    return f"        {command.name})\n          _arguments \\\n{joined} ;;"


def _zsh_option(option: Option) -> str:
    text = option.help
    for special in "\\[]:":
        text = text.replace(special, "\\" + special)
    tail = f"[{text}]"
    if option.takes_value:
        action = f"({' '.join(option.choices)})" if option.choices else _zsh_files(option.files)
        tail += f":{option.names[-1].lstrip('-')}:{action}"
    names = [name + ("=" if option.takes_value and name.startswith("--") else "") for name in option.names]
    if len(names) == 1:
        return _quoted(("*" if option.repeatable else "") + names[0] + tail)
    exclusive = _quoted(f"({' '.join(option.names)})")
    return f"{exclusive}{{{','.join(names)}}}{_quoted(tail)}"


def _zsh_files(suffixes: tuple[str, ...] | None) -> str:
    if suffixes is None:
        return " "
    return f'_files -g "*.({"|".join(suffixes)})(-.)"' if suffixes else "_files"


def fish(program: Command) -> str:
    """For fish, as a file in its completions folder."""
    lines = [
        "# fish completion for scalecalc, made by `scalecalc completion fish`",
        "complete -c scalecalc -f",
        *(_fish_option(option, "__fish_use_subcommand") for option in program.options),
    ]
    for command in program.commands:
        seen = f"__fish_seen_subcommand_from {command.name}"
        described = f"-a {command.name} -d {_fish_quoted(command.help)}"
        lines.append(f"complete -c scalecalc -n __fish_use_subcommand {described}")
        if command.files:
            lines.append(f"complete -c scalecalc -n {seen!r} -k -a {_fish_files(command.files)}")
        elif command.words:
            lines.append(f"complete -c scalecalc -n {seen!r} -a {' '.join(command.words)!r}")
        lines += [_fish_option(option, seen) for option in command.options]
    return "\n".join(lines) + "\n"


def _fish_option(option: Option, condition: str) -> str:
    parts = [f"complete -c scalecalc -n {condition!r}"]
    parts += [f"-l {name[2:]}" if name.startswith("--") else f"-s {name[1:]}" for name in option.names]
    if option.choices:
        parts.append(f"-x -a {' '.join(option.choices)!r}")
    elif option.files:
        parts.append(f"-x -k -a {_fish_files(option.files)}")
    elif option.files is not None:
        parts.append("-r -F")
    elif option.takes_value:
        parts.append("-x")
    return " ".join([*parts, f"-d {_fish_quoted(option.help)}"])


def _fish_files(suffixes: tuple[str, ...]) -> str:
    return f"'(__fish_complete_suffix {' '.join(f'.{suffix}' for suffix in suffixes)})'"


def _quoted(text: str) -> str:
    """In single quotes for bash and zsh."""
    return "'" + text.replace("'", "'\\''") + "'"


def _fish_quoted(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


SCRIPTS: dict[str, Callable[[Command], str]] = {"bash": bash, "zsh": zsh, "fish": fish}
