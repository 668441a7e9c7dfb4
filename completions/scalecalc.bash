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
    local IFS=$'\n'
    compopt -o filenames 2>/dev/null
    COMPREPLY=($(compgen -d -- "$current"))
}

# the files with one of these suffixes, and folders; without a suffix all files
_scalecalc_files() {
    local IFS=$'\n' suffix
    compopt -o filenames 2>/dev/null
    COMPREPLY=($({
        (($#)) || compgen -f -- "$current"
        (($#)) && compgen -d -- "$current"
        for suffix; do compgen -f -X "!*.$suffix" -- "$current"; done
    }))
}

_scalecalc_words_1="title spectrum spectrum.kind spectrum.alpha spectrum.scale spectrum.modes spectrum.unresolved spectrum.unresolved.trace spectrum.unresolved.power spectrum.rate spectrum.values spectrum.multiplicities spectrum.path spectrum.column spectrum.multiplicity spectrum.dimension spectrum.kernel spectrum.kernel.kind spectrum.kernel.length spectrum.kernel.depth spectrum.kernel.tangent spectrum.kernel.degree spectrum.degrees target target.kind target.r target.decay target.scale target.normalize target.rate target.total target.weights target.powers target.path target.column target.column_is noise noise.from noise.to noise.points noise.per_decade noise.spacing noise.times noise.P noise.N ridge ridge.from ridge.to ridge.points ridge.per_decade ridge.spacing ridge.times ridge.P ridge.N samples samples.from samples.to samples.points samples.per_decade samples.spacing features features.weights features.width features.width.from features.width.to features.width.points features.width.per_decade features.width.spacing features.width.times features.width.P features.weights.kind features.weights.decay features.weights.path features.weights.column features.layers features.noise features.activation features.activation.mu1 features.activation.mustar2 correlation correlation.kind correlation.rho correlation.decay correlation.path correlation.column ensemble ensemble.members ensemble.members.from ensemble.members.to ensemble.members.points ensemble.members.per_decade ensemble.members.spacing ensemble.draws ensemble.overlap training training.method training.time training.time.from training.time.to training.time.points training.time.per_decade training.time.spacing training.time.times training.time.P training.time.N training.steps training.steps.from training.steps.to training.steps.points training.steps.per_decade training.steps.spacing training.steps.times training.steps.P training.steps.N training.learning_rate training.batch test test.spectrum test.spectrum.kind test.spectrum.alpha test.spectrum.scale test.spectrum.modes test.spectrum.unresolved test.spectrum.unresolved.trace test.spectrum.unresolved.power test.spectrum.rate test.spectrum.values test.spectrum.multiplicities test.spectrum.path test.spectrum.column test.spectrum.multiplicity test.spectrum.dimension test.spectrum.kernel test.spectrum.kernel.kind test.spectrum.kernel.length test.spectrum.kernel.depth test.spectrum.kernel.tangent test.spectrum.kernel.degree test.spectrum.degrees test.target test.target.kind test.target.r test.target.decay test.target.scale test.target.normalize test.target.rate test.target.total test.target.weights test.target.powers test.target.path test.target.column test.target.column_is vary"
_scalecalc_words_2="auto table csv tsv json jsonl markdown parquet"
_scalecalc_words_3="help samples width ridge noise members time steps train_error test_error generalization_error kappa1 kappa2 df1 df2 gamma1 test_train_ratio limit_error flow_error gradient_noise shifted_error shifted_bias2 shifted_features shifted_samples s_samples s_noise s_features gcv corr_gcv ridge_low ridge_high time_low time_high status"
_scalecalc_words_4="help samples width ridge noise members time steps bias2 var_features var_samples var_samples_features var_samples_noise var_samples_features_noise generalization_error status"
_scalecalc_words_5="help samples width ridge noise members time steps term regime exponent log_power amplitude local_exponent estimate stderr dominant"
_scalecalc_words_6="help samples width ridge noise members time steps start stop regime term exponent local_exponent"
_scalecalc_words_7="help samples width ridge noise members time steps stage size s_transform kappa df1 error_factor limit status"
_scalecalc_words_8="help samples width ridge noise members time steps rank multiplicity eigenvalue learnability mode_error status"
_scalecalc_words_9="help samples width ridge noise members time steps target_error budget generalization_error local_exponent exponent half_samples double_samples half_width double_width half_ridge double_ridge half_members double_members half_time double_time half_steps double_steps exponent_samples local_exponent_samples exponent_width local_exponent_width exponent_ridge local_exponent_ridge exponent_members local_exponent_members exponent_time local_exponent_time exponent_steps local_exponent_steps constraint status quantity now needed factor"
_scalecalc_words_10="help samples width ridge noise members time steps regime term exponent x1 y1 x2 y2 from_regime to_regime"
_scalecalc_words_11="help samples width ridge noise members time steps quantity theory mean stderr z_score tolerance draws"
_scalecalc_words_12="help quantity start stop estimate stderr low high ridge kappa kappa_stderr df1 df1_stderr unlearned unlearned_stderr fitted_df1 fitted_unlearned"
_scalecalc_words_13="help target ridge train_error df1 kappa gcv loo loo_stderr held_out held_out_stderr spread status"
_scalecalc_words_14="help samples ridge measured measured_stderr forecast low high method"
_scalecalc_words_15="help parameter estimate stderr low high note prediction"
_scalecalc_words_16="primer primer-1 primer-2 primer-3 primer-4 primer-5 terms commands columns quantities keys spectra targets kernels matrices activations correlations methods inputs fits regimes statuses exit-codes surroundings options renormalized-ridge ridge ridgeless optimal-ridge effective-dimension df2 gamma1 S-transform free-probability deterministic-equivalent renormalization-flow learned-fraction generalization-error test-error train-error train-test-gap GCV CorrGCV leave-one-out bias variance label-noise double-descent multiple-descent interpolation-threshold source-exponent capacity-exponent scaling-law exponent local-exponent regime crossover dominant compute-optimal-frontier random-features kernel-ridge-regression feature-variance Gaussian-equivalence noise-of-the-features unresolved-modes ensemble deep-random-features structured-weights training-time gradient-flow gradient-descent one-pass-SGD learning-rate gradient-noise noise-floor early-stopping Talbot-contour spectrum target direction correlated-samples finite-size draws range law distribution-shift single-modes misfit unlearned participation spread predict decompose exponents flow modes optimize phase simulate estimate crossval forecast fit explore explain example check schema completion samples width noise members time steps train_error test_error generalization_error kappa1 kappa2 df1 test_train_ratio limit_error flow_error gradient_noise shifted_error shifted_bias2 shifted_features shifted_samples s_samples s_noise s_features gcv corr_gcv ridge_low ridge_high time_low time_high status bias2 var_features var_samples var_samples_features var_samples_noise var_samples_features_noise term log_power amplitude local_exponent stderr start stop stage size s_transform kappa error_factor limit rank multiplicity eigenvalue learnability mode_error target_error budget half_samples double_samples half_time double_time half_steps double_steps exponent_samples local_exponent_samples exponent_time local_exponent_time exponent_steps local_exponent_steps constraint quantity now needed factor x1 y1 x2 y2 from_regime to_regime theory mean z_score tolerance low high kappa_stderr df1_stderr unlearned_stderr fitted_df1 fitted_unlearned loo loo_stderr held_out held_out_stderr measured measured_stderr method parameter note prediction file line column message signal-limited ridge-limited width-limited feature-noise-limited mode-limited source capacity training-limited noise-plateau noise-limited noise-mitigated noise-raised-by-features all-modes-learned sample-variance nothing-learned ok diverges out-of-range underflow step-too-long not-converged ill-conditioned power_law exponential isotropic levels sphere gaussian orthogonal title features correlation training test vary spectrum.kind spectrum.alpha spectrum.scale spectrum.modes spectrum.unresolved spectrum.rate spectrum.values spectrum.multiplicities spectrum.path spectrum.column spectrum.multiplicity spectrum.dimension spectrum.kernel spectrum.degrees target.kind target.r target.decay target.scale target.normalize target.rate target.total target.weights target.powers target.path target.column target.column_is features.width features.weights features.layers features.noise features.activation correlation.kind correlation.rho correlation.decay correlation.path correlation.column ensemble.members ensemble.draws ensemble.overlap training.method training.time training.steps training.learning_rate training.batch test.spectrum test.target"
_scalecalc_words_17="correlated_samples deep_features double_descent ensemble exponential_spectrum feature_variance kernel_on_sphere measured_spectrum multiple_descent power_law_ridge quickstart relu_features ridge_law source_exponent width_law compute_optimal_phase_1 compute_optimal_phase_2 compute_optimal_phase_3 degrees_on_a_sphere early_stopping early_stopping_and_ridge feature_training gradient_descent out_of_distribution sgd_noise_floor bach_projections belkin_weak_features bordelon_sphere cui_crossovers hastie_isotropic hastie_latent_space hastie_misspecified maloney_duality mei_montanari simon_more_is_better 01_colored_wishart 01_deep_wishart 01_white_wishart 02_unstructured_lr 03_capacity 03_source 04_multiple_descent 05_venn_features 05_venn_ridge 06_unstructured_lrf 07_variance_dominated 08_variance_ridge_dominated 09_noise_mitigated 10_deep_variance 11_structured_weights 12_phase_diagram 12_phase_diagram_structured 13_unstructured_nlrf 14_nonlinear_transition 15_additive_noise_dominated 16_feature_noise_and_variance 17_noise_mitigated_by_features power_law_data runs"

_scalecalc() {
    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]} command= word words=
    COMPREPLY=()
    # bash cuts --format=csv into three words, and ridge=1:2 as well
    if [[ $current == [=:] ]]; then
        current=
    elif [[ $previous == [=:] ]] && ((COMP_CWORD > 1)); then
        previous=${COMP_WORDS[COMP_CWORD-2]}
    else
        word=none
    fi
    [[ -z $word && $previous != -* ]] && return
    for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
        case $word in
        predict|decompose|exponents|regimes|flow|modes|optimize|phase|simulate|estimate|crossval|forecast|fit|explore|explain|example|check|schema|completion) command=$word && break ;;
        esac
    done
    case $command:$previous in
        *:--set|*:--vary|phase:--x|phase:--y) _scalecalc_assigned "$_scalecalc_words_1"; return ;;
        *:--max-points|*:--x-limits|*:--y-limits|*:--ranks|*:--cost|*:--budget|*:--target-error|fit:--x|fit:--y|*:--draws|*:--seed|*:--check|*:--precision|*:--memory|*:-j|*:--jobs|*:--executor|crossval:--ridge|fit:--held-out|*:--folds|forecast:--to|*:-x|*:-y|*:-g|*:--group|*:--where|*:--by|*:--delta|*:--asymmetry|*:--hold|*:--bootstraps|*:-p|*:--predict) :; return ;;
        *:-f|*:--format) _scalecalc_words "$_scalecalc_words_2"; return ;;
        *:-o|*:--output|*:--figure|*:--checkpoint|*:--write-spec|*:--write-fit) _scalecalc_files; return ;;
        predict:--columns) _scalecalc_listed "$_scalecalc_words_3"; return ;;
        decompose:--columns) _scalecalc_listed "$_scalecalc_words_4"; return ;;
        exponents:--columns) _scalecalc_listed "$_scalecalc_words_5"; return ;;
        regimes:--columns) _scalecalc_listed "$_scalecalc_words_6"; return ;;
        flow:--columns) _scalecalc_listed "$_scalecalc_words_7"; return ;;
        modes:--columns) _scalecalc_listed "$_scalecalc_words_8"; return ;;
        optimize:--columns) _scalecalc_listed "$_scalecalc_words_9"; return ;;
        phase:--columns) _scalecalc_listed "$_scalecalc_words_10"; return ;;
        simulate:--columns) _scalecalc_listed "$_scalecalc_words_11"; return ;;
        estimate:--columns) _scalecalc_listed "$_scalecalc_words_12"; return ;;
        crossval:--columns) _scalecalc_listed "$_scalecalc_words_13"; return ;;
        forecast:--columns) _scalecalc_listed "$_scalecalc_words_14"; return ;;
        fit:--columns) _scalecalc_listed "$_scalecalc_words_15"; return ;;
        check:--columns) _scalecalc_listed "help file line column message"; return ;;
        *:--x-scale|*:--y-scale) _scalecalc_words "auto log linear"; return ;;
        *:--size) _scalecalc_words "page column"; return ;;
        *:--style) _scalecalc_words "paper slides"; return ;;
        *:--color) _scalecalc_words "auto always never"; return ;;
        *:--errors) _scalecalc_words "full concise json"; return ;;
        *:--along) _scalecalc_words "samples width ridge time steps"; return ;;
        *:--over) _scalecalc_listed "samples width ridge members time steps"; return ;;
        *:--max) _scalecalc_assigned "samples width ridge members time steps"; return ;;
        *:--covariates) _scalecalc_words "gaussian rademacher uniform student"; return ;;
        *:-t|*:--target|crossval:--held-out|*:--held-out-target) _scalecalc_files npy npz csv tsv txt parquet gz; return ;;
        *:--target-is) _scalecalc_words "auto labels numbers"; return ;;
        *:-k|*:--kernel) _scalecalc_words "linear gaussian laplace relu precomputed"; return ;;
        *:--spec-kind) _scalecalc_words "auto power_law levels"; return ;;
        forecast:--ridge) _scalecalc_words "optimal"; return ;;
        *:--correlation) _scalecalc_words "ar1"; return ;;
        example:--to) _scalecalc_folders; return ;;
        *:--law) _scalecalc_words "additive power broken theory"; return ;;
        *:--loss) _scalecalc_words "squares huber"; return ;;
    esac
    if [[ $current != -* ]]; then
        case $command in
        "") _scalecalc_words "predict decompose exponents regimes flow modes optimize phase simulate estimate crossval forecast fit explore explain example check schema completion" ;;
        predict|decompose|exponents|regimes|flow|modes|optimize|phase|simulate|explore|check) _scalecalc_files yaml yml json ;;
        estimate|crossval|forecast|fit) _scalecalc_files npy npz csv tsv txt parquet gz ;;
        explain) _scalecalc_words "$_scalecalc_words_16" ;;
        example) _scalecalc_words "$_scalecalc_words_17" ;;
        completion) _scalecalc_words "bash zsh fish" ;;
        esac
        return
    fi
    case $command in
        "") words="-V --version -h --help" ;;
        predict) words="--set --vary --max-points -f --format --csv --json -o --output --columns --plot --figure --x-scale --y-scale --x-limits --y-limits --size --style --color --errors -q --quiet --show-spec -n --dry-run -v --verbose --debug -h --help" ;;
        decompose) words="--set --vary --max-points -f --format --csv --json -o --output --columns --plot --figure --x-scale --y-scale --x-limits --y-limits --size --style --stacked --shares --color --errors -q --quiet --show-spec -n --dry-run -v --verbose --debug -h --help" ;;
        exponents) words="--set --vary --max-points --along -f --format --csv --json -o --output --columns --plot --figure --x-scale --y-scale --x-limits --y-limits --size --style --color --errors -q --quiet --show-spec -n --dry-run -v --verbose --debug -h --help" ;;
        regimes) words="--set --vary --max-points --along -f --format --csv --json -o --output --columns --plot --figure --x-scale --y-scale --x-limits --y-limits --size --style --color --errors -q --quiet --show-spec -n --dry-run -v --verbose --debug -h --help" ;;
        flow) words="--set --vary --max-points -f --format --csv --json -o --output --columns --plot --figure --x-scale --y-scale --x-limits --y-limits --size --style --color --errors -q --quiet --show-spec -n --dry-run -v --verbose --debug -h --help" ;;
        modes) words="--set --vary --max-points --ranks -f --format --csv --json -o --output --columns --plot --figure --x-scale --y-scale --x-limits --y-limits --size --style --color --errors -q --quiet --show-spec -n --dry-run -v --verbose --debug -h --help" ;;
        optimize) words="--set --vary --max-points --over --cost --budget --max --target-error --to-halve -f --format --csv --json -o --output --columns --plot --figure --x-scale --y-scale --x-limits --y-limits --size --style --color --errors -q --quiet --show-spec -n --dry-run -v --verbose --debug -h --help" ;;
        phase) words="--set --vary --max-points --x --y -f --format --csv --json -o --output --columns --plot --figure --x-scale --y-scale --x-limits --y-limits --size --style --color --errors -q --quiet --show-spec -n --dry-run -v --verbose --boundaries --debug -h --help" ;;
        simulate) words="--set --vary --max-points --covariates -f --format --csv --json -o --output --columns --plot --figure --x-scale --y-scale --x-limits --y-limits --size --style --color --errors -q --quiet --show-spec -n --dry-run -v --verbose --draws --seed --check --precision --memory --float32 -j --jobs --executor --checkpoint --debug -h --help" ;;
        estimate) words="-t --target --target-is -k --kernel --center -f --format --csv --json -o --output --columns --plot --figure --x-scale --y-scale --x-limits --y-limits --size --style --curves --write-spec --spec-kind --color --errors -q --quiet -n --dry-run -v --verbose --memory -j --jobs --executor --debug -h --help" ;;
        crossval) words="-t --target --target-is -k --kernel --center --ridge --held-out --held-out-target --folds --per-target --correlation -f --format --csv --json -o --output --columns --plot --figure --x-scale --y-scale --x-limits --y-limits --size --style --color --errors -q --quiet -n --dry-run -v --verbose --memory --seed --debug -h --help" ;;
        forecast) words="-t --target --target-is -k --kernel --center --to --ridge -f --format --csv --json -o --output --columns --plot --figure --x-scale --y-scale --x-limits --y-limits --size --style --color --errors -q --quiet -n --dry-run -v --verbose --memory --backtest --seed --debug -h --help" ;;
        fit) words="-x --x -y --y -g --group --where --by -f --format --csv --json -o --output --columns --plot --figure --x-scale --y-scale --x-limits --y-limits --size --style --color --errors -q --quiet -n --dry-run -v --verbose --law --loss --delta --asymmetry --hold --bootstraps --seed --held-out -p --predict --write-fit --debug -h --help" ;;
        explore) words="--set --vary --max-points --color --errors -q --quiet --debug -h --help" ;;
        explain) words="-o --output --markdown --color --errors -q --quiet --debug -h --help" ;;
        example) words="-o --output --to --color --errors -q --quiet --debug -h --help" ;;
        check) words="--set --vary --max-points -f --format --csv --json -o --output --columns --color --errors -q --quiet --debug -h --help" ;;
        schema) words="-o --output --color --errors -q --quiet --debug -h --help" ;;
        completion) words="-o --output --color --errors -q --quiet --debug -h --help" ;;
    esac
    _scalecalc_words "$words"
}

complete -F _scalecalc scalecalc
