# bash completion for scalecalc, made by `scalecalc completion bash`

_scalecalc_files() {
    local IFS=$'\n'
    compopt -o filenames 2>/dev/null
    COMPREPLY=($(compgen -f -- "$1"))
}

# the files with one of these suffixes, and folders
_scalecalc_suffixed() {
    local IFS=$'\n' current=$1 suffix
    shift
    compopt -o filenames 2>/dev/null
    COMPREPLY=($({
        compgen -d -- "$current"
        for suffix; do compgen -f -X "!*.$suffix" -- "$current"; done
    }))
}

_scalecalc() {
    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]} command= word words=
    COMPREPLY=()
    # bash cuts --format=csv into three words
    if [[ $current == = ]]; then
        current=
    elif [[ $previous == = ]] && ((COMP_CWORD > 1)); then
        previous=${COMP_WORDS[COMP_CWORD-2]}
    fi
    for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
        case $word in
        predict|decompose|exponents|regimes|flow|modes|optimize|phase|simulate|estimate|crossval|forecast|fit|check|schema|completion) command=$word && break ;;
        esac
    done
    case $previous in
        --set|--vary|--max-points|--columns|--ranks|--over|--cost|--budget|--max|--target-error|--x|--y|--covariates|--draws|--seed|--check|--precision|--memory|-j|--jobs|--executor|--ridge|--folds|--correlation|--to|-x|-y|-g|--group|--where|--by|--delta|--asymmetry|--hold|--bootstraps|--held-out|-p|--predict) return ;;
        -f|--format) COMPREPLY=($(compgen -W "auto table csv tsv json jsonl markdown parquet" -- "$current")); return ;;
        -o|--output|--figure|--checkpoint|--write-spec|--write-fit) _scalecalc_files "$current"; return ;;
        --color) COMPREPLY=($(compgen -W "auto always never" -- "$current")); return ;;
        --errors) COMPREPLY=($(compgen -W "full concise json" -- "$current")); return ;;
        --along) COMPREPLY=($(compgen -W "samples width ridge" -- "$current")); return ;;
        -t|--target|--held-out|--held-out-target) _scalecalc_suffixed "$current" npy npz csv tsv txt parquet gz; return ;;
        --target-is) COMPREPLY=($(compgen -W "auto labels numbers" -- "$current")); return ;;
        -k|--kernel) COMPREPLY=($(compgen -W "linear gaussian laplace relu precomputed" -- "$current")); return ;;
        --spec-kind) COMPREPLY=($(compgen -W "auto power_law levels" -- "$current")); return ;;
        --law) COMPREPLY=($(compgen -W "additive power broken theory" -- "$current")); return ;;
        --loss) COMPREPLY=($(compgen -W "squares huber" -- "$current")); return ;;
    esac
    if [[ $current != -* ]]; then
        case $command in
        "") COMPREPLY=($(compgen -W "predict decompose exponents regimes flow modes optimize phase simulate estimate crossval forecast fit check schema completion" -- "$current")) ;;
        predict) _scalecalc_suffixed "$current" yaml yml json ;;
        decompose) _scalecalc_suffixed "$current" yaml yml json ;;
        exponents) _scalecalc_suffixed "$current" yaml yml json ;;
        regimes) _scalecalc_suffixed "$current" yaml yml json ;;
        flow) _scalecalc_suffixed "$current" yaml yml json ;;
        modes) _scalecalc_suffixed "$current" yaml yml json ;;
        optimize) _scalecalc_suffixed "$current" yaml yml json ;;
        phase) _scalecalc_suffixed "$current" yaml yml json ;;
        simulate) _scalecalc_suffixed "$current" yaml yml json ;;
        estimate) _scalecalc_suffixed "$current" npy npz csv tsv txt parquet gz ;;
        crossval) _scalecalc_suffixed "$current" npy npz csv tsv txt parquet gz ;;
        forecast) _scalecalc_suffixed "$current" npy npz csv tsv txt parquet gz ;;
        fit) _scalecalc_suffixed "$current" npy npz csv tsv txt parquet gz ;;
        check) _scalecalc_suffixed "$current" yaml yml json ;;
        completion) COMPREPLY=($(compgen -W "bash zsh fish" -- "$current")) ;;
        esac
        return
    fi
    case $command in
        "") words="-V --version -h --help" ;;
        predict) words="--set --vary --max-points -f --format --csv --json -o --output --columns --plot --figure --color --errors -q --quiet --show-spec -n --dry-run -v --verbose --debug -h --help" ;;
        decompose) words="--set --vary --max-points -f --format --csv --json -o --output --columns --plot --figure --stacked --color --errors -q --quiet --show-spec -n --dry-run -v --verbose --debug -h --help" ;;
        exponents) words="--set --vary --max-points --along -f --format --csv --json -o --output --columns --plot --figure --color --errors -q --quiet --show-spec -n --dry-run -v --verbose --debug -h --help" ;;
        regimes) words="--set --vary --max-points --along -f --format --csv --json -o --output --columns --plot --figure --color --errors -q --quiet --show-spec -n --dry-run -v --verbose --debug -h --help" ;;
        flow) words="--set --vary --max-points -f --format --csv --json -o --output --columns --plot --figure --color --errors -q --quiet --show-spec -n --dry-run -v --verbose --debug -h --help" ;;
        modes) words="--set --vary --max-points --ranks -f --format --csv --json -o --output --columns --plot --figure --color --errors -q --quiet --show-spec -n --dry-run -v --verbose --debug -h --help" ;;
        optimize) words="--set --vary --max-points --over --cost --budget --max --target-error --to-halve -f --format --csv --json -o --output --columns --plot --figure --color --errors -q --quiet --show-spec -n --dry-run -v --verbose --debug -h --help" ;;
        phase) words="--set --vary --max-points --x --y -f --format --csv --json -o --output --columns --plot --figure --color --errors -q --quiet --show-spec -n --dry-run -v --verbose --boundaries --debug -h --help" ;;
        simulate) words="--set --vary --max-points --covariates -f --format --csv --json -o --output --columns --plot --figure --color --errors -q --quiet --show-spec -n --dry-run -v --verbose --draws --seed --check --precision --memory --float32 -j --jobs --executor --checkpoint --debug -h --help" ;;
        estimate) words="-t --target --target-is -k --kernel --center -f --format --csv --json -o --output --columns --plot --figure --curves --write-spec --spec-kind --color --errors -q --quiet -n --dry-run -v --verbose --memory -j --jobs --executor --debug -h --help" ;;
        crossval) words="-t --target --target-is -k --kernel --center --ridge --held-out --held-out-target --folds --per-target --correlation -f --format --csv --json -o --output --columns --plot --figure --color --errors -q --quiet -n --dry-run -v --verbose --memory --seed --debug -h --help" ;;
        forecast) words="-t --target --target-is -k --kernel --center --to --ridge -f --format --csv --json -o --output --columns --plot --figure --color --errors -q --quiet -n --dry-run -v --verbose --memory --backtest --seed --debug -h --help" ;;
        fit) words="-x --x -y --y -g --group --where --by -f --format --csv --json -o --output --columns --plot --figure --color --errors -q --quiet -n --dry-run -v --verbose --law --loss --delta --asymmetry --hold --bootstraps --seed --held-out -p --predict --write-fit --debug -h --help" ;;
        check) words="--set --vary --max-points -f --format --csv --json -o --output --columns --color --errors -q --quiet --debug -h --help" ;;
        schema) words="-o --output --color --errors -q --quiet --debug -h --help" ;;
        completion) words="-o --output --color --errors -q --quiet --debug -h --help" ;;
    esac
    COMPREPLY=($(compgen -W "$words" -- "$current"))
}

complete -F _scalecalc scalecalc
