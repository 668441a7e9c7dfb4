"""For zsh, as a file _scalecalc in a folder of $fpath, or sourced."""

from __future__ import annotations

from scalecalc.commands.completion.described import Command, Option, in_quotes
from scalecalc.commands.completion.wordlists import Wordlists

_SCRIPT = """\
#compdef scalecalc
# zsh completion for scalecalc, made by `scalecalc completion zsh`

{lists}
# the last of words that commas separate; the comma goes where a space follows it
_scalecalc_listed() {{
  compset -P '*,'
  compadd -q -S , -- "$@"
}}

_scalecalc_assigned() {{
  compset -P '*=' && return 1
  compadd -S = -- "$@"
}}

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


def zsh(program: Command) -> str:
    lists = Wordlists()
    cases = "\n".join(_case(command, lists) for command in program.commands)
    return _SCRIPT.format(
        described="\n".join(f"    {in_quotes(f'{command.name}:{command.help}')}" for command in program.commands),
        general=" \\\n".join(f"    {_option(option, lists)}" for option in program.options),
        cases=cases,
        lists=lists.defined("typeset -ga {name}=({words})"),
    )


def _case(command: Command, lists: Wordlists) -> str:
    lines = [_option(option, lists) for option in command.options]
    if command.argument is not None:
        lines.append(in_quotes(f"{command.argument.where}:{command.name}:{command.argument.zsh(lists)}"))
    joined = " \\\n".join(f"            {line}" for line in lines)
    return f"        {command.name})\n          _arguments \\\n{joined} ;;"


def _option(option: Option, lists: Wordlists) -> str:
    text = option.help
    for special in "\\[]:":
        text = text.replace(special, "\\" + special)
    tail = f"[{text}]"
    if option.value is not None:
        tail += f":{option.names[-1].lstrip('-')}:{option.value.zsh(lists)}"
    names = [name + ("=" if option.value is not None and name.startswith("--") else "") for name in option.names]
    if len(names) == 1:
        return in_quotes(("*" if option.repeatable else "") + names[0] + tail)
    exclusive = "*" if option.repeatable else f"({' '.join(option.names)})"
    return f"{in_quotes(exclusive)}{{{','.join(names)}}}{in_quotes(tail)}"
