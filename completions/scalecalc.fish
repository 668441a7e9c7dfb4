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
    printf '%s\n' "$before"$argv
end

function __scalecalc_assigned
    __scalecalc_current | string match -q -- '*=*'; or printf '%s=\n' $argv
end

# the files with one of these suffixes, and folders; __fish_complete_suffix takes one suffix only
function __scalecalc_files
    set -l suffixes (string join '|' -- $argv)
    complete -C "__fish_command_without_completions "(__scalecalc_current) \
        | string match -er -- "(?:/|\\.(?:$suffixes))\$"
end

set -g _scalecalc_words_1 title spectrum spectrum.kind spectrum.alpha spectrum.scale spectrum.modes spectrum.unresolved spectrum.unresolved.trace spectrum.unresolved.power spectrum.rate spectrum.values spectrum.multiplicities spectrum.path spectrum.column spectrum.multiplicity spectrum.dimension spectrum.kernel spectrum.kernel.kind spectrum.kernel.length spectrum.kernel.depth spectrum.kernel.tangent spectrum.kernel.degree spectrum.degrees target target.kind target.r target.decay target.scale target.normalize target.rate target.total target.weights target.powers target.path target.column target.column_is noise noise.from noise.to noise.points noise.per_decade noise.spacing noise.times noise.P noise.N ridge ridge.from ridge.to ridge.points ridge.per_decade ridge.spacing ridge.times ridge.P ridge.N samples samples.from samples.to samples.points samples.per_decade samples.spacing features features.weights features.width features.width.from features.width.to features.width.points features.width.per_decade features.width.spacing features.width.times features.width.P features.weights.kind features.weights.decay features.weights.path features.weights.column features.layers features.noise features.activation features.activation.mu1 features.activation.mustar2 correlation correlation.kind correlation.rho correlation.decay correlation.path correlation.column ensemble ensemble.members ensemble.members.from ensemble.members.to ensemble.members.points ensemble.members.per_decade ensemble.members.spacing ensemble.draws ensemble.overlap training training.method training.time training.time.from training.time.to training.time.points training.time.per_decade training.time.spacing training.time.times training.time.P training.time.N training.steps training.steps.from training.steps.to training.steps.points training.steps.per_decade training.steps.spacing training.steps.times training.steps.P training.steps.N training.learning_rate training.batch test test.spectrum test.spectrum.kind test.spectrum.alpha test.spectrum.scale test.spectrum.modes test.spectrum.unresolved test.spectrum.unresolved.trace test.spectrum.unresolved.power test.spectrum.rate test.spectrum.values test.spectrum.multiplicities test.spectrum.path test.spectrum.column test.spectrum.multiplicity test.spectrum.dimension test.spectrum.kernel test.spectrum.kernel.kind test.spectrum.kernel.length test.spectrum.kernel.depth test.spectrum.kernel.tangent test.spectrum.kernel.degree test.spectrum.degrees test.target test.target.kind test.target.r test.target.decay test.target.scale test.target.normalize test.target.rate test.target.total test.target.weights test.target.powers test.target.path test.target.column test.target.column_is vary
set -g _scalecalc_words_2 auto table csv tsv json jsonl markdown parquet
set -g _scalecalc_words_3 help samples width ridge noise members time steps train_error test_error generalization_error kappa1 kappa2 df1 df2 gamma1 test_train_ratio limit_error flow_error gradient_noise shifted_error shifted_bias2 shifted_features shifted_samples s_samples s_noise s_features gcv corr_gcv ridge_low ridge_high time_low time_high status
set -g _scalecalc_words_4 help samples width ridge noise members time steps bias2 var_features var_samples var_samples_features var_samples_noise var_samples_features_noise generalization_error status
set -g _scalecalc_words_5 help samples width ridge noise members time steps term regime exponent log_power amplitude local_exponent estimate stderr dominant
set -g _scalecalc_words_6 help samples width ridge noise members time steps start stop regime term exponent local_exponent
set -g _scalecalc_words_7 help samples width ridge noise members time steps stage size s_transform kappa df1 error_factor limit status
set -g _scalecalc_words_8 help samples width ridge noise members time steps rank multiplicity eigenvalue learnability mode_error status
set -g _scalecalc_words_9 help samples width ridge noise members time steps target_error budget generalization_error local_exponent exponent half_samples double_samples half_width double_width half_ridge double_ridge half_members double_members half_time double_time half_steps double_steps exponent_samples local_exponent_samples exponent_width local_exponent_width exponent_ridge local_exponent_ridge exponent_members local_exponent_members exponent_time local_exponent_time exponent_steps local_exponent_steps constraint status quantity now needed factor
set -g _scalecalc_words_10 help samples width ridge noise members time steps regime term exponent x1 y1 x2 y2 from_regime to_regime
set -g _scalecalc_words_11 help samples width ridge noise members time steps quantity theory mean stderr z_score tolerance draws
set -g _scalecalc_words_12 help quantity start stop estimate stderr low high ridge kappa kappa_stderr df1 df1_stderr unlearned unlearned_stderr fitted_df1 fitted_unlearned
set -g _scalecalc_words_13 help target ridge train_error df1 kappa gcv loo loo_stderr held_out held_out_stderr spread status
set -g _scalecalc_words_14 help samples ridge measured measured_stderr forecast low high method
set -g _scalecalc_words_15 help parameter estimate stderr low high note prediction
set -g _scalecalc_words_16 primer primer-1 primer-2 primer-3 primer-4 primer-5 terms commands columns quantities keys spectra targets kernels matrices activations correlations methods inputs fits regimes statuses exit-codes surroundings options renormalized-ridge ridge ridgeless optimal-ridge effective-dimension df2 gamma1 S-transform free-probability deterministic-equivalent renormalization-flow learned-fraction generalization-error test-error train-error train-test-gap GCV CorrGCV leave-one-out bias variance label-noise double-descent multiple-descent interpolation-threshold source-exponent capacity-exponent scaling-law exponent local-exponent regime crossover dominant compute-optimal-frontier random-features kernel-ridge-regression feature-variance Gaussian-equivalence noise-of-the-features unresolved-modes ensemble deep-random-features structured-weights training-time gradient-flow gradient-descent one-pass-SGD learning-rate gradient-noise noise-floor early-stopping Talbot-contour spectrum target direction correlated-samples finite-size draws range law distribution-shift single-modes misfit unlearned participation spread predict decompose exponents flow modes optimize phase simulate estimate crossval forecast fit explore explain example check schema completion samples width noise members time steps train_error test_error generalization_error kappa1 kappa2 df1 test_train_ratio limit_error flow_error gradient_noise shifted_error shifted_bias2 shifted_features shifted_samples s_samples s_noise s_features gcv corr_gcv ridge_low ridge_high time_low time_high status bias2 var_features var_samples var_samples_features var_samples_noise var_samples_features_noise term log_power amplitude local_exponent stderr start stop stage size s_transform kappa error_factor limit rank multiplicity eigenvalue learnability mode_error target_error budget half_samples double_samples half_time double_time half_steps double_steps exponent_samples local_exponent_samples exponent_time local_exponent_time exponent_steps local_exponent_steps constraint quantity now needed factor x1 y1 x2 y2 from_regime to_regime theory mean z_score tolerance low high kappa_stderr df1_stderr unlearned_stderr fitted_df1 fitted_unlearned loo loo_stderr held_out held_out_stderr measured measured_stderr method parameter note prediction file line column message signal-limited ridge-limited width-limited feature-noise-limited mode-limited source capacity training-limited noise-plateau noise-limited noise-mitigated noise-raised-by-features all-modes-learned sample-variance nothing-learned ok diverges out-of-range underflow step-too-long not-converged ill-conditioned power_law exponential isotropic levels sphere gaussian orthogonal title features correlation training test vary spectrum.kind spectrum.alpha spectrum.scale spectrum.modes spectrum.unresolved spectrum.rate spectrum.values spectrum.multiplicities spectrum.path spectrum.column spectrum.multiplicity spectrum.dimension spectrum.kernel spectrum.degrees target.kind target.r target.decay target.scale target.normalize target.rate target.total target.weights target.powers target.path target.column target.column_is features.width features.weights features.layers features.noise features.activation correlation.kind correlation.rho correlation.decay correlation.path correlation.column ensemble.members ensemble.draws ensemble.overlap training.method training.time training.steps training.learning_rate training.batch test.spectrum test.target
set -g _scalecalc_words_17 correlated_samples deep_features double_descent ensemble exponential_spectrum feature_variance kernel_on_sphere measured_spectrum multiple_descent power_law_ridge quickstart relu_features ridge_law source_exponent width_law compute_optimal_phase_1 compute_optimal_phase_2 compute_optimal_phase_3 degrees_on_a_sphere early_stopping early_stopping_and_ridge feature_training gradient_descent out_of_distribution sgd_noise_floor bach_projections belkin_weak_features bordelon_sphere cui_crossovers hastie_isotropic hastie_latent_space hastie_misspecified maloney_duality mei_montanari simon_more_is_better 01_colored_wishart 01_deep_wishart 01_white_wishart 02_unstructured_lr 03_capacity 03_source 04_multiple_descent 05_venn_features 05_venn_ridge 06_unstructured_lrf 07_variance_dominated 08_variance_ridge_dominated 09_noise_mitigated 10_deep_variance 11_structured_weights 12_phase_diagram 12_phase_diagram_structured 13_unstructured_nlrf 14_nonlinear_transition 15_additive_noise_dominated 16_feature_noise_and_variance 17_noise_mitigated_by_features power_law_data runs

complete -c scalecalc -f
complete -c scalecalc -n '__fish_use_subcommand' -s V -l version -d 'Print the version'
complete -c scalecalc -n '__fish_use_subcommand' -s h -l help -d 'Show this message and exit'
complete -c scalecalc -n '__fish_use_subcommand' -a predict -d 'Train and test error, renormalized ridges and effective dimensions at every grid point'
complete -c scalecalc -n '__fish_use_subcommand' -a decompose -d 'Where the error comes from: squared bias and five variances at every grid point'
complete -c scalecalc -n '__fish_use_subcommand' -a exponents -d 'How fast each term decays: asymptotic exponents and amplitudes, local exponents, fits'
complete -c scalecalc -n '__fish_use_subcommand' -a regimes -d 'Which regime rules where along the sweep, and where one gives way to the next'
complete -c scalecalc -n '__fish_use_subcommand' -a flow -d 'How the ridge is renormalized, stage by stage: samples, noise of the features, each layer'
complete -c scalecalc -n '__fish_use_subcommand' -a modes -d 'What is learned of single modes of the target: learnability and error, mode by mode, level by level'
complete -c scalecalc -n '__fish_use_subcommand' -a optimize -d 'The best allocation under a budget: how many samples, features, members'
complete -c scalecalc -n '__fish_use_subcommand' -a phase -d 'Map which term rules the error, and with which exponent, over two numbers of the spec'
complete -c scalecalc -n '__fish_use_subcommand' -a simulate -d 'Draw data and features, fit them, and set what is measured against the theory'
complete -c scalecalc -n '__fish_use_subcommand' -a estimate -d 'Estimate spectrum, source exponent and noise of your own data, and whether they follow power laws'
complete -c scalecalc -n '__fish_use_subcommand' -a crossval -d 'Leave-one-out and generalized cross-validation at every ridge, exact, and the error on held-out samples'
complete -c scalecalc -n '__fish_use_subcommand' -a forecast -d 'The learning curve of one\'s own data: measured on parts of them, forecast beyond them, and what limits it'
complete -c scalecalc -n '__fish_use_subcommand' -a fit -d 'Fit a scaling law to a table of measured losses: parameters, intervals, what to do next'
complete -c scalecalc -n '__fish_use_subcommand' -a explore -d 'The curves of a spec on the whole screen, with keys that turn its numbers'
complete -c scalecalc -n '__fish_use_subcommand' -a explain -d 'What a word means: a command, column, key of a spec, regime, status or term of the theory'
complete -c scalecalc -n '__fish_use_subcommand' -a example -d 'A worked spec to start from, or data to try'
complete -c scalecalc -n '__fish_use_subcommand' -a check -d 'Whether specs are valid: every problem with its file, line and column'
complete -c scalecalc -n '__fish_use_subcommand' -a schema -d 'The JSON Schema of a spec, with which editors complete and check it'
complete -c scalecalc -n '__fish_use_subcommand' -a completion -d 'A completion script for a shell, to be kept where the shell looks for it'
complete -c scalecalc -n '__scalecalc_of predict decompose exponents regimes flow modes optimize phase simulate explore check' -a '(__scalecalc_files yaml yml json)'
complete -c scalecalc -n '__scalecalc_of predict decompose exponents regimes flow modes optimize phase simulate explore check' -l set -x -a '(__scalecalc_assigned $_scalecalc_words_1)' -d 'Replace a value of the spec, e.g. --set features.width=500. Repeatable'
complete -c scalecalc -n '__scalecalc_of predict decompose exponents regimes flow modes optimize phase simulate explore check' -l vary -x -a '(__scalecalc_assigned $_scalecalc_words_1)' -d 'Sweep a number of the spec in an outer loop, e.g. --vary spectrum.alpha=1.2,1.5,2 or ridge.P=-2:0:5. Repeatable'
complete -c scalecalc -n '__scalecalc_of predict decompose exponents regimes flow modes optimize phase simulate explore check' -l max-points -x -d 'Refuse grids of more points than this'
complete -c scalecalc -n '__scalecalc_of predict decompose exponents regimes flow modes optimize phase simulate estimate crossval forecast fit check' -s f -l format -x -a '$_scalecalc_words_2' -d 'table, csv, tsv, json, jsonl, markdown, parquet'
complete -c scalecalc -n '__scalecalc_of predict decompose exponents regimes flow modes optimize phase simulate estimate crossval forecast fit check' -l csv -d 'Short for --format csv'
complete -c scalecalc -n '__scalecalc_of predict decompose exponents regimes flow modes optimize phase simulate estimate crossval forecast fit check' -l json -d 'Short for --format json'
complete -c scalecalc -n '__scalecalc_of predict decompose exponents regimes flow modes optimize phase simulate estimate crossval forecast fit explain example check schema completion' -s o -l output -r -F -d 'Write to a file, whole or not at all'
complete -c scalecalc -n '__scalecalc_of predict' -l columns -x -a '(__scalecalc_listed $_scalecalc_words_3)' -d 'Only these columns, in this order'
complete -c scalecalc -n '__scalecalc_of predict decompose exponents regimes flow modes optimize phase simulate estimate crossval forecast fit' -l plot -d 'Draw the curves in the terminal, in place of the table'
complete -c scalecalc -n '__scalecalc_of predict decompose exponents regimes flow modes optimize phase simulate estimate crossval forecast fit' -l figure -r -F -d 'Draw the curves into a file beside the table: .svg, .png, .pdf, or .html, a page with sliders for --vary'
complete -c scalecalc -n '__scalecalc_of predict decompose exponents regimes flow modes optimize phase simulate estimate crossval forecast fit' -l x-scale -x -a 'auto log linear' -d 'Of the x axis, when curves are drawn'
complete -c scalecalc -n '__scalecalc_of predict decompose exponents regimes flow modes optimize phase simulate estimate crossval forecast fit' -l y-scale -x -a 'auto log linear' -d 'Of the y axis, when curves are drawn'
complete -c scalecalc -n '__scalecalc_of predict decompose exponents regimes flow modes optimize phase simulate estimate crossval forecast fit' -l x-limits -x -d 'Where the x axis begins and ends, e.g. 10:1e4'
complete -c scalecalc -n '__scalecalc_of predict decompose exponents regimes flow modes optimize phase simulate estimate crossval forecast fit' -l y-limits -x -d 'Where the y axis begins and ends, e.g. :1'
complete -c scalecalc -n '__scalecalc_of predict decompose exponents regimes flow modes optimize phase simulate estimate crossval forecast fit' -l size -x -a 'page column' -d 'Width of the figure: that of a page, or of one column of a paper'
complete -c scalecalc -n '__scalecalc_of predict decompose exponents regimes flow modes optimize phase simulate estimate crossval forecast fit' -l style -x -a 'paper slides' -d 'Figures for paper, or for slides: larger, 16:9'
complete -c scalecalc -n '__scalecalc_of predict decompose exponents regimes flow modes optimize phase simulate estimate crossval forecast fit explore explain example check schema completion' -l color -x -a 'auto always never' -d 'Colours'
complete -c scalecalc -n '__scalecalc_of predict decompose exponents regimes flow modes optimize phase simulate estimate crossval forecast fit explore explain example check schema completion' -l errors -x -a 'full concise json' -d 'Problems with source lines, one per line, or as JSON'
complete -c scalecalc -n '__scalecalc_of predict decompose exponents regimes flow modes optimize phase simulate estimate crossval forecast fit explore explain example check schema completion' -s q -l quiet -d 'No notes, no progress'
complete -c scalecalc -n '__scalecalc_of predict decompose exponents regimes flow modes optimize phase simulate' -l show-spec -d 'Print the spec with defaults and --set in place, and stop'
complete -c scalecalc -n '__scalecalc_of predict decompose exponents regimes flow modes optimize phase simulate estimate crossval forecast fit' -s n -l dry-run -d 'Check what is read, print what would be done, and stop'
complete -c scalecalc -n '__scalecalc_of predict decompose exponents regimes flow modes optimize phase simulate estimate crossval forecast fit' -s v -l verbose -d 'Say what is computed and how long it takes'
complete -c scalecalc -n '__scalecalc_of predict decompose exponents regimes flow modes optimize phase simulate estimate crossval forecast fit explore explain example check schema completion' -l debug -d 'Show the traceback of an error'
complete -c scalecalc -n '__scalecalc_of predict decompose exponents regimes flow modes optimize phase simulate estimate crossval forecast fit explore explain example check schema completion' -s h -l help -d 'Show this message and exit'
complete -c scalecalc -n '__scalecalc_of decompose' -l columns -x -a '(__scalecalc_listed $_scalecalc_words_4)' -d 'Only these columns, in this order'
complete -c scalecalc -n '__scalecalc_of decompose' -l stacked -d 'With --plot or --figure: the terms as layers that add up to the error'
complete -c scalecalc -n '__scalecalc_of decompose' -l shares -d 'With --plot or --figure: the terms as layers in percent of the error'
complete -c scalecalc -n '__scalecalc_of exponents regimes' -l along -x -a 'samples width ridge time steps' -d 'The quantity that goes to its limit'
complete -c scalecalc -n '__scalecalc_of exponents' -l columns -x -a '(__scalecalc_listed $_scalecalc_words_5)' -d 'Only these columns, in this order'
complete -c scalecalc -n '__scalecalc_of regimes' -l columns -x -a '(__scalecalc_listed $_scalecalc_words_6)' -d 'Only these columns, in this order'
complete -c scalecalc -n '__scalecalc_of flow' -l columns -x -a '(__scalecalc_listed $_scalecalc_words_7)' -d 'Only these columns, in this order'
complete -c scalecalc -n '__scalecalc_of modes' -l ranks -x -d 'Modes, levels or degrees, e.g. 1,10,100'
complete -c scalecalc -n '__scalecalc_of modes' -l columns -x -a '(__scalecalc_listed $_scalecalc_words_8)' -d 'Only these columns, in this order'
complete -c scalecalc -n '__scalecalc_of optimize' -l over -x -a '(__scalecalc_listed samples width ridge members time steps)' -d 'What the budget pays for, e.g. samples,width'
complete -c scalecalc -n '__scalecalc_of optimize' -l cost -x -d 'What it costs, e.g. \'N * P\' or \'6 * N * P + 1e3 * P\''
complete -c scalecalc -n '__scalecalc_of optimize' -l budget -x -d 'Budgets, e.g. 1e9 or 1e6:1e12:7'
complete -c scalecalc -n '__scalecalc_of optimize' -l max -x -a '(__scalecalc_assigned samples width ridge members time steps)' -d 'The most there is of a quantity, e.g. samples=1e6. Repeatable'
complete -c scalecalc -n '__scalecalc_of optimize' -l target-error -x -d 'Errors, in place of budgets: the cheapest way there'
complete -c scalecalc -n '__scalecalc_of optimize' -l to-halve -d 'How much more of each quantity alone would halve the error of the spec'
complete -c scalecalc -n '__scalecalc_of optimize' -l columns -x -a '(__scalecalc_listed $_scalecalc_words_9)' -d 'Only these columns, in this order'
complete -c scalecalc -n '__scalecalc_of phase' -l x -x -a '(__scalecalc_assigned $_scalecalc_words_1)' -d 'The number from left to right, e.g. ridge.P=-2:0'
complete -c scalecalc -n '__scalecalc_of phase' -l y -x -a '(__scalecalc_assigned $_scalecalc_words_1)' -d 'The number upwards, e.g. features.width.P=0:3'
complete -c scalecalc -n '__scalecalc_of phase' -l columns -x -a '(__scalecalc_listed $_scalecalc_words_10)' -d 'Only these columns, in this order'
complete -c scalecalc -n '__scalecalc_of phase' -l boundaries -d 'Rows are pieces of the lines between regimes'
complete -c scalecalc -n '__scalecalc_of simulate' -l covariates -x -a 'gaussian rademacher uniform student' -d 'gaussian, rademacher, uniform, student, student:DEGREES'
complete -c scalecalc -n '__scalecalc_of simulate' -l columns -x -a '(__scalecalc_listed $_scalecalc_words_11)' -d 'Only these columns, in this order'
complete -c scalecalc -n '__scalecalc_of simulate' -l draws -x -d 'Independent draws of every point'
complete -c scalecalc -n '__scalecalc_of simulate' -l seed -x -d 'Seed of all random numbers'
complete -c scalecalc -n '__scalecalc_of simulate' -l check -x -d 'Exit 1, and say where, if a mean is off by more than Z standard errors beyond finite size'
complete -c scalecalc -n '__scalecalc_of simulate' -l precision -x -d 'Stop drawing a point once E_g has this relative standard error'
complete -c scalecalc -n '__scalecalc_of simulate estimate crossval forecast' -l memory -x -d 'Refuse what would take more, e.g. 500MB'
complete -c scalecalc -n '__scalecalc_of simulate' -l float32 -d 'Draw and fit in single precision'
complete -c scalecalc -n '__scalecalc_of simulate estimate' -s j -l jobs -x -d 'Processes'
complete -c scalecalc -n '__scalecalc_of simulate estimate' -l executor -x -d 'Work on a Dask cluster, named by its scheduler'
complete -c scalecalc -n '__scalecalc_of simulate' -l checkpoint -r -F -d 'Keep finished draws in a file, and go on from those that are in it'
complete -c scalecalc -n '__scalecalc_of estimate crossval forecast fit' -a '(__scalecalc_files npy npz csv tsv txt parquet gz)'
complete -c scalecalc -n '__scalecalc_of estimate crossval forecast' -s t -l target -x -a '(__scalecalc_files npy npz csv tsv txt parquet gz)' -d 'What is to be learned: a file with one row a sample, or columns of DATA by name'
complete -c scalecalc -n '__scalecalc_of estimate crossval forecast' -l target-is -x -a 'auto labels numbers' -d 'Labels of classes, which become one column each, or numbers'
complete -c scalecalc -n '__scalecalc_of estimate crossval forecast' -s k -l kernel -x -a 'linear gaussian laplace relu precomputed' -d 'linear, gaussian[:WIDTH], laplace[:WIDTH], relu[:DEPTH]'
complete -c scalecalc -n '__scalecalc_of estimate crossval forecast' -l center -d 'Take the means off kernel and targets'
complete -c scalecalc -n '__scalecalc_of estimate' -l columns -x -a '(__scalecalc_listed $_scalecalc_words_12)' -d 'Only these columns, in this order'
complete -c scalecalc -n '__scalecalc_of estimate' -l curves -d 'Give the measured curves and the fitted ones, instead of the estimates'
complete -c scalecalc -n '__scalecalc_of estimate' -l write-spec -r -F -d 'Write what was found as a spec that predict takes'
complete -c scalecalc -n '__scalecalc_of estimate' -l spec-kind -x -a 'auto power_law levels' -d 'Of the spec: a power law, or levels'
complete -c scalecalc -n '__scalecalc_of crossval' -l ridge -x -d 'Ridges lambda of K/n + lambda, e.g. 1e-6:1 or 0,1e-3,1e-2'
complete -c scalecalc -n '__scalecalc_of crossval' -l held-out -x -a '(__scalecalc_files npy npz csv tsv txt parquet gz)' -d 'Other samples to predict, or the fraction of the samples that is held out, e.g. 0.2'
complete -c scalecalc -n '__scalecalc_of crossval' -l held-out-target -x -a '(__scalecalc_files npy npz csv tsv txt parquet gz)' -d 'Targets of the held-out file: a file, or columns of it by name'
complete -c scalecalc -n '__scalecalc_of crossval' -l folds -x -d 'Hold out each of K parts once, drawn at random'
complete -c scalecalc -n '__scalecalc_of crossval' -l per-target -d 'Each target by itself, with its own best ridge'
complete -c scalecalc -n '__scalecalc_of crossval' -l correlation -x -a 'ar1' -d 'The rows are a time series: ar1[:RHO], RHO estimated when left out'
complete -c scalecalc -n '__scalecalc_of crossval' -l columns -x -a '(__scalecalc_listed $_scalecalc_words_13)' -d 'Only these columns, in this order'
complete -c scalecalc -n '__scalecalc_of crossval' -l seed -x -d 'Seed of what is held out at random'
complete -c scalecalc -n '__scalecalc_of forecast' -l to -x -d 'Numbers of samples to forecast, e.g. 1e4 or 500:1e5'
complete -c scalecalc -n '__scalecalc_of forecast' -l ridge -x -a 'optimal' -d 'Ridge lambda of K/n + lambda: a number, a law such as \'0.3 * P^-1\', or optimal: the best at each size'
complete -c scalecalc -n '__scalecalc_of forecast' -l columns -x -a '(__scalecalc_listed $_scalecalc_words_14)' -d 'Only these columns, in this order'
complete -c scalecalc -n '__scalecalc_of forecast' -l backtest -d 'Forecast from half of the samples as well, to see how far that is off'
complete -c scalecalc -n '__scalecalc_of forecast' -l seed -x -d 'Seed of the parts that are drawn'
complete -c scalecalc -n '__scalecalc_of fit' -s x -l x -x -d 'A column that the loss depends on: parameters, samples, steps. Repeatable'
complete -c scalecalc -n '__scalecalc_of fit' -s y -l y -x -d 'The column of losses'
complete -c scalecalc -n '__scalecalc_of fit' -s g -l group -x -d 'Runs with one value of this column have errors in common: they are resampled together'
complete -c scalecalc -n '__scalecalc_of fit' -l where -x -d 'Only rows where the column has this value'
complete -c scalecalc -n '__scalecalc_of fit' -l by -x -d 'A fit for each value of this column'
complete -c scalecalc -n '__scalecalc_of fit' -l columns -x -a '(__scalecalc_listed $_scalecalc_words_15)' -d 'Only these columns, in this order'
complete -c scalecalc -n '__scalecalc_of fit' -l law -x -a 'additive power broken theory' -d 'The law'
complete -c scalecalc -n '__scalecalc_of fit' -l loss -x -a 'squares huber' -d 'What is minimised: squares, or Huber\'s loss, of logs'
complete -c scalecalc -n '__scalecalc_of fit' -l delta -x -d 'Residual in logs up to which Huber\'s loss is quadratic'
complete -c scalecalc -n '__scalecalc_of fit' -l asymmetry -x -d 'How much more a loss above the curve counts than one below it'
complete -c scalecalc -n '__scalecalc_of fit' -l hold -x -d 'Hold a parameter, e.g. floor=1.7. Repeatable'
complete -c scalecalc -n '__scalecalc_of fit' -l bootstraps -x -d 'Resamples for the intervals'
complete -c scalecalc -n '__scalecalc_of fit' -l seed -x -d 'Seed of the resamples'
complete -c scalecalc -n '__scalecalc_of fit' -l held-out -x -d 'Also fit without the largest runs, this fraction of all, and foretell them'
complete -c scalecalc -n '__scalecalc_of fit' -s p -l predict -x -d 'The loss of a run, with its interval. Repeatable'
complete -c scalecalc -n '__scalecalc_of fit' -l write-fit -r -F -d 'Keep the fit in a YAML file, for optimize'
complete -c scalecalc -n '__scalecalc_of explain' -a '$_scalecalc_words_16'
complete -c scalecalc -n '__scalecalc_of explain' -l markdown -d 'Write markdown'
complete -c scalecalc -n '__scalecalc_of example' -a '$_scalecalc_words_17'
complete -c scalecalc -n '__scalecalc_of example' -l to -x -a '(__fish_complete_directories)' -d 'Write it into this folder, with the files that it reads'
complete -c scalecalc -n '__scalecalc_of check' -l columns -x -a '(__scalecalc_listed help file line column message)' -d 'Only these columns, in this order'
complete -c scalecalc -n '__scalecalc_of completion' -a 'bash zsh fish'
