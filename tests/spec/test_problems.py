"""Bad specs: every problem at its place, in a sentence that says what is wrong, what was given, what is allowed."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from scalecalc.errors import Problem

Problems = Callable[..., tuple[Problem, ...]]

POWER_LAW = "{kind: power_law, alpha: 1.5, modes: inf}"
LEVELS = "{kind: levels, values: [1, 0.1], multiplicities: [1, 2]}"
GOOD = {"spectrum": POWER_LAW, "target": "{kind: power_law, r: 0.4}", "ridge": "1e-6", "samples": "10"}

# (what differs from GOOD, then line, column, length and words of each problem)
CASES = [
    # spectrum
    ({"spectrum": "{kind: power_law, alpha: -1, modes: inf}"}, (1, 36, 2, "is the decay exponent", "got -1", "> 0")),
    ({"spectrum": "{kind: power_law, alpha: 1, modes: inf}"}, (1, 36, 1, "must be > 1 when modes is inf")),
    ({"spectrum": "{kind: power_law, alpha: 101, modes: 5}"}, (1, 36, 3, "<= 100")),
    ({"spectrum": "{kind: power_law, alpha: .nan, modes: 5}"}, (1, 36, 4, "got .nan", "a number")),
    ({"spectrum": "{kind: power_law, alpha: '2', modes: 5}"}, (1, 36, 3, "got the text '2'")),
    ({"spectrum": "{kind: power_law, alpha: yes, modes: 5}"}, (1, 36, 3, "got 'yes'")),
    ({"spectrum": "{kind: power_law, alpha: true, modes: 5}"}, (1, 36, 4, "got true")),
    ({"spectrum": "{kind: power_law, alpha: 1e400, modes: 5}"}, (1, 36, 5, "beyond the range of a double")),
    ({"spectrum": "{kind: power_law, alpha: 2, modes: 0}"}, (1, 46, 1, "number of modes D", "integer >= 1")),
    ({"spectrum": "{kind: power_law, alpha: 2, modes: 2.5}"}, (1, 46, 3, "got 2.5", "integer >= 1")),
    ({"spectrum": "{kind: power_law, alpha: 2}"}, (1, 1, 8, "missing key 'modes' in spectrum", "or inf")),
    ({"spectrum": "{kind: power_law, aplha: 2, modes: 5}"},
     (1, 1, 8, "missing key 'alpha'"),
     (1, 29, 5, "unknown key 'aplha' in spectrum, did you mean 'alpha'? Allowed: kind, alpha, scale, modes")),
    ({"spectrum": "{kind: power_law, alpha: 0.9, modes: inf, scale: -1}"},
     (1, 36, 3, "> 1 when modes is inf"), (1, 60, 2, "spectrum.scale is the largest eigenvalue")),
    ({"spectrum": "{kind: isotropic, modes: 5, alpha: 2}", "target": "{kind: isotropic}"},
     (1, 39, 5, "belongs to kind power_law, not isotropic")),
    ({"spectrum": "{kind: isotropic, modes: inf}", "target": "{kind: isotropic}"}, (1, 36, 3, "integer >= 1 (up to")),
    ({"spectrum": "{kind: powerlaw, alpha: 2, modes: 5}"},
     (1, 18, 8, "got 'powerlaw', did you mean 'power_law'?",
      "power_law, exponential, isotropic, levels, file or sphere")),
    ({"spectrum": "{alpha: 2, modes: 5}"}, (1, 11, 20, "missing key 'kind' in spectrum")),
    ({"spectrum": "3"}, (1, 11, 1, "got 3", "a mapping such as")),
    ({"spectrum": "[]"}, (1, 11, 2, "got an empty list", "a mapping such as")),
    ({"spectrum": ""}, (1, 10, 1, "got nothing", "a mapping such as")),
    ({"spectrum": None}, (1, 1, 1, "missing key 'spectrum' in the spec")),
    # exponentials
    ({"spectrum": "{kind: exponential, rate: 0, modes: 5}", "target": "{kind: isotropic}"},
     (1, 37, 1, "decay rate", "got 0", "from 1e-60 to 100")),
    ({"spectrum": "{kind: exponential, modes: 5}", "target": "{kind: isotropic}"},
     (1, 1, 8, "missing key 'rate' in spectrum")),
    ({"spectrum": "{kind: exponential, rate: 1e-10, modes: inf, scale: 1e300}",
      "target": "{kind: exponential, rate: 1}"},
     (1, 63, 5, "the eigenvalues' prefactor, got 1e300", "range of a double")),
    ({"spectrum": "{kind: exponential, rate: 1, modes: inf}"}, (2, 27, 1, "needs the alpha of a power-law spectrum")),
    ({"spectrum": "{kind: exponential, rate: 1, modes: inf}", "target": "{kind: power_law, decay: 1}"},
     (2, 34, 1, "target.decay", "> 1 when modes is inf")),
    ({"spectrum": "{kind: exponential, rate: 1, modes: inf}",
      "target": "{kind: power_law, decay: 2, normalize: weights}"}, (2, 48, 7, "that grow, must be power or none")),
    ({"spectrum": "{kind: exponential, rate: 1e-6, modes: 1e7}",
      "target": "{kind: power_law, decay: 2, normalize: weights}"}, (2, 1, 6, "at most 1,000,000 modes")),
    ({"spectrum": "{kind: exponential, rate: 1, modes: inf}", "target": "{kind: isotropic}"},
     (2, 16, 9, "got isotropic for a spectrum with modes inf", "must be power_law or exponential, or modes finite")),
    ({"target": "{kind: exponential, rate: 1, decay: 2}"}, (2, 38, 5, "belongs to kind power_law, not exponential")),
    # unresolved modes
    ({"spectrum": "{kind: isotropic, modes: 5, unresolved: {trace: 0}}", "target": "{kind: isotropic}"},
     (1, 59, 1, "spectrum.unresolved.trace is the sum of their eigenvalues, got 0", "> 0")),
    ({"spectrum": "{kind: isotropic, modes: 5, unresolved: 1}", "target": "{kind: isotropic}"},
     (1, 51, 1, "got 1", "a mapping such as {trace: 0.1, power: 0}")),
    ({"spectrum": "{kind: isotropic, modes: 5, unresolved: {power: 1}}", "target": "{kind: isotropic}"},
     (1, 39, 10, "missing key 'trace' in spectrum.unresolved")),
    # spheres
    ({"spectrum": "{kind: sphere, dimension: 1, kernel: {kind: relu}}", "target": "{kind: sphere, powers: [1]}"},
     (1, 37, 1, "spectrum.dimension", "got 1", "an integer >= 2")),
    ({"spectrum": "{kind: sphere, dimension: 3, kernel: {kind: rleu}}", "target": "{kind: sphere, powers: [1]}"},
     (1, 55, 4, "spectrum.kernel.kind", "did you mean 'relu'?", "gaussian, laplace, relu or polynomial")),
    ({"spectrum": "{kind: sphere, dimension: 3, kernel: {kind: laplace, length: 1e-3}}",
      "target": "{kind: sphere, powers: [1]}"}, (1, 72, 4, "spectrum.kernel.length", "from 0.01 to 1e+06")),
    ({"spectrum": "{kind: sphere, dimension: 3, kernel: {kind: relu, depth: 11, tangent: 1}}",
      "target": "{kind: sphere, powers: [1]}"},
     (1, 68, 2, "spectrum.kernel.depth", "from 1 to 10"), (1, 81, 1, "spectrum.kernel.tangent", "true or false")),
    ({"spectrum": "{kind: sphere, dimension: 3, kernel: {kind: relu}, degrees: 5000}",
      "target": "{kind: sphere, powers: [1]}"}, (1, 71, 4, "spectrum.degrees", "from 1 to 4096")),
    ({"target": "{kind: sphere, powers: [1, 2]}"}, (2, 16, 6, "got sphere for a spectrum of kind power_law")),
    ({"target": "{kind: sphere, powers: [1, -2]}"}, (2, 16, 6, "got sphere for a spectrum of kind power_law"),
     (2, 36, 2, "target.powers[1]", ">= 0")),
    # levels
    ({"spectrum": "{kind: levels, values: [1, 2]}", "target": "{kind: isotropic}"},
     (1, 38, 1, "spectrum.values[1] is larger than the value before it, got 2 after 1", "decreasing order")),
    ({"spectrum": "{kind: levels, values: [1, -1]}", "target": "{kind: isotropic}"}, (1, 38, 2, "got -1", ">= 0")),
    ({"spectrum": "{kind: levels, values: [0, 0]}", "target": "{kind: isotropic}"}, (1, 34, 6, "all 0", "> 0")),
    ({"spectrum": "{kind: levels, values: []}", "target": "{kind: isotropic}"}, (1, 34, 2, "got an empty list")),
    ({"spectrum": "{kind: levels, values: 1}", "target": "{kind: isotropic}"}, (1, 34, 1, "got 1", "a list of")),
    ({"spectrum": "{kind: levels, values: [1, 0.1], multiplicities: [3]}", "target": "{kind: isotropic}"},
     (1, 60, 3, "one entry per level", "got 1 for 2 values")),
    ({"spectrum": "{kind: levels, values: [1], multiplicities: [1e61]}", "target": "{kind: isotropic}"},
     (1, 56, 4, "got 1e61", "number > 0 (up to 1e60)")),
    ({"spectrum": "{kind: levels, values: [1], multiplicities: }", "target": "{kind: isotropic}"},
     (1, 55, 1, "got nothing", "a list of numbers > 0")),
    # target
    ({"target": "{kind: power_law, r: 0.4, decay: 2}"}, (2, 35, 5, "both r and decay")),
    ({"target": "{kind: power_law}"}, (2, 1, 6, "missing key 'r' or 'decay' in target")),
    ({"target": "{kind: power_law, r: -1}"}, (2, 30, 2, "the source exponent", "> 0")),
    ({"target": "{kind: power_law, decay: 1}"}, (2, 34, 1, "must be > 1 when modes is inf", "norm diverges")),
    ({"target": "{kind: power_law, r: 0.5, normalize: weights}"}, (2, 46, 7, "= v_k/eta_k of decay 1", "r > 1/2")),
    ({"target": "{kind: power_law, decay: 2.2, normalize: weights}"}, (2, 50, 7, "of decay 0.7", "decay > 2.5")),
    ({"target": "{kind: power_law, r: 1, normalize: weight}"}, (2, 44, 6, "did you mean 'weights'?", "or power")),
    ({"target": "{kind: power_law, r: 0.4, total: 3}"}, (2, 35, 5, "belongs to kind isotropic, not power_law")),
    ({"spectrum": LEVELS}, (2, 27, 1, "needs the alpha of a power-law spectrum", "target.decay")),
    ({"target": "{kind: isotropic}"}, (2, 16, 9, "got isotropic for a spectrum with modes inf")),
    ({"target": "{kind: levels, weights: [1]}"}, (2, 16, 6, "got levels for a spectrum with modes inf")),
    ({"spectrum": LEVELS, "target": "{kind: levels, weights: [1]}"}, (2, 33, 3, "got 1, must be 2")),
    ({"spectrum": "{kind: isotropic, modes: 2}", "target": "{kind: levels, weights: [1, 2]}"},
     (2, 33, 6, "got 2, must be 1")),
    ({"spectrum": "{kind: power_law, alpha: 2, modes: 2}", "target": "{kind: levels, weights: [1, 2, 3]}"},
     (2, 33, 9, "got 3, must be 2")),
    ({"spectrum": "{kind: power_law, alpha: 2, modes: 1e60}", "target": "{kind: levels, weights: [1]}"},
     (2, 33, 3, "got 1, must be 1e+60")),
    ({"spectrum": LEVELS, "target": "{kind: levels, weights: [1, -1]}"}, (2, 37, 2, "target.weights[1]", ">= 0")),
    ({"spectrum": "{kind: levels, values: [1e250], multiplicities: [1e57]}",
      "target": "{kind: levels, weights: [1e9]}"},
     (2, 1, 6, "the target's power comes to inf")),
    ({"spectrum": "{kind: levels, values: [1e300], multiplicities: [1e60]}", "target": "{kind: levels, weights: [0]}"},
     (1, 1, 8, "the sum of the eigenvalues comes to inf")),
    ({"spectrum": "{kind: power_law, alpha: 90, modes: 1e60}",
      "target": "{kind: power_law, r: 0.1, normalize: weights}"},
     (2, 1, 6, "the target's power comes to 0")),
    # sweeps
    ({"samples": "0.5"}, (4, 10, 3, "number of training samples P, got 0.5", ">= 1", "a range such as")),
    ({"samples": "-.inf"}, (4, 10, 5, "got -.inf")),
    ({"samples": "1e61"}, (4, 10, 4, "got 1e61", "up to 1e60")),
    ({"samples": "P^2"}, (4, 10, 3, "got 'P^2'", "a number >= 1")),
    ({"samples": "'5'"}, (4, 10, 3, "got the text '5'")),
    ({"samples": ""}, (4, 9, 1, "got nothing")),
    ({"samples": "{}"}, (4, 1, 7, "missing key 'from'"), (4, 1, 7, "missing key 'to'")),
    ({"samples": "[1, x, [2], true]"}, (4, 14, 1, "samples[1]", "got 'x'"), (4, 17, 3, "a list"), (4, 22, 4, "true")),
    ({"samples": "[" + "0, " * 9 + "1]"},
     (4, 1, 7, "samples has 9 such entries, the first 5 are listed"),
     *[(4, 11 + 3 * i, 1, f"samples[{i}]") for i in range(5)]),
    ({"samples": "{from: 100, to: 10, points: 3}"}, (4, 26, 2, "got from 100 to 10, must be from < to")),
    ({"samples": "{from: 1, to: .inf, points: 3}"}, (4, 24, 4, "the last value, got .inf")),
    ({"samples": "{from: 0, to: 10, points: 3}"}, (4, 17, 1, "the first value, got 0", ">= 1")),
    ({"samples": "{from: 1, to: 10, points: 1}"}, (4, 36, 1, "the number of points, got 1", "integer >= 2")),
    ({"samples": "{from: 1, to: 10, points: 2.5}"}, (4, 36, 3, "integer >= 2")),
    ({"samples": "{from: 1, to: 10, points: }"}, (4, 36, 1, "got nothing", "integer >= 2")),
    ({"samples": "{from: 1, to: 10}"}, (4, 1, 7, "missing key 'points' or 'per_decade' in samples")),
    ({"samples": "{from: 1, to: 10, points: 3, per_decade: 1}"}, (4, 39, 10, "both points and per_decade")),
    ({"samples": "{from: 1, to: 9, points: 3, spacing: lin}"}, (4, 47, 3, "did you mean 'linear'?", "log or linear")),
    ({"samples": "{from: 1, to: 1e6, points: 1e12}"}, (4, 37, 4, "1000000000000 points", "max_points")),
    ({"ridge": "{from: 0, to: 1, points: 3}"}, (3, 15, 1, "ridge.from starts a range of spacing log, got 0")),
    ({"ridge": "{from: 1, to: 2, per_decade: 3, spacing: linear}"}, (3, 25, 10, "needs spacing log")),
    ({"ridge": "{from: 1e-300, to: 1, per_decade: 1e300}"}, (3, 42, 5, "max_points")),
    ({"ridge": "-1e-9"}, (3, 8, 5, "the ridge lambda", "got -1e-9", ">= 0")),
    ({"ridge": ".nan"}, (3, 8, 4, "got .nan")),
    ({"ridge": ".inf"}, (3, 8, 4, "got .inf")),
    ({"ridge": "1e-400"}, (3, 8, 6, "beyond the range of a double")),
    ({"ridge": "[]"}, (3, 8, 2, "got an empty list")),
    ({"noise": "-0.1"}, (5, 8, 4, "variance sigma^2 of the label noise")),
    ({"samples": "{from: 1, to: 1e6, points: 5000}", "ridge": "{from: 0.1, to: 1, points: 5000}"},
     (3, 8, 32, "samples x 5000 ridge", "rows", "max_points")),
    # laws
    ({"ridge": "P^x"}, (3, 10, 1, "expected a number after ^")),
    ({"ridge": "'P^x'"}, (3, 11, 1, "expected a number after ^")),
    ({"ridge": '"P^\\x78"'}, (3, 8, 8, "expected a number after ^")),
    ({"ridge": "2 * P**2"}, (3, 13, 1, "write powers with ^")),
    ({"ridge": "P^-1 * N"}, (3, 15, 1, "a law in N", "without features")),
    ({"ridge": "P", "samples": "[10, inf]"}, (3, 8, 1, "got 'P' = inf at samples = inf")),
    ({"ridge": "P^-400"}, (3, 8, 6, "got 'P^-400' = 0 at samples = 10")),
    ({"ridge": "P^-1 * N^900", "features": "{width: [1, 10]}"}, (3, 8, 12, "= inf at samples = 10, width = 10")),
    ({"features": "{width: P^2 * N}"}, (5, 25, 1, "N is not known here")),
    ({"features": "{width: P^900}"}, (5, 19, 5, "got 'P^900' = inf at samples = 10")),
    # features
    ({"features": "1"}, (5, 11, 1, "got 1", "{width: 1000}")),
    ({"features": ""}, (5, 10, 1, "got nothing", "{width: 1000}")),
    ({"features": "{}"}, (5, 1, 8, "missing key 'width' in features", "or layers")),
    ({"features": "{width: 0}"}, (5, 19, 1, "number of random features N, got 0")),
    ({"features": "{width: 5, weights: orthonormal}"},
     (5, 31, 11, "got 'orthonormal', did you mean 'orthogonal'?", "gaussian, orthogonal, or a mapping such as")),
    ({"features": "{width: 5, weights: power_law}"}, (5, 31, 9, "got 'power_law', must be gaussian", "decay: 0.5")),
    ({"features": "{width: 5, weights: 3}"}, (5, 31, 1, "got 3", "a mapping such as")),
    ({"features": "{width: 5, weights: }"}, (5, 31, 1, "got nothing")),
    ({"features": "{width: 5, weights: {}}"}, (5, 31, 2, "missing key 'kind' in features.weights", "or file")),
    ({"features": "{width: 5, weights: {kind: powerlaw, decay: 1}}"},
     (5, 38, 8, "got 'powerlaw', did you mean 'power_law'?", "or features.weights the plain word gaussian or orth")),
    ({"features": "{width: 5, weights: {kind: power_law}}"}, (5, 22, 7, "missing key 'decay'", "(0 is gaussian)")),
    ({"features": "{width: 5, weights: {kind: power_law, decay: -1}}"}, (5, 56, 2, "row variances, got -1", ">= 0")),
    ({"features": "{width: 5, weights: {kind: power_law, decay: 1, path: x.csv}}"},
     (5, 59, 4, "belongs to kind file, not power_law")),
    ({"features": "{width: 5, weights: {kind: file}}"}, (5, 22, 7, "missing key 'path' in features.weights")),
    ({"features": "{width: 5, weights: {kind: file, path: x.mat}}"},
     (5, 50, 5, "features.weights.path is a data file", "must end in .csv, .tsv")),
    ({"features": "{width: 5, weights: {kind: file, path: x.npy, column: v}}"},
     (5, 57, 6, "features.weights.column is for files with named columns")),
    ({"features": "{weights: gaussian}"}, (5, 1, 8, "missing key 'width' in features")),
    ({"features": "{width: 5, weight: orthogonal}"}, (5, 22, 6, "did you mean 'weights'?", "width, weights, layers")),
    # layers
    ({"features": "{layers: []}"}, (5, 20, 2, "got an empty list", "at least one layer")),
    ({"features": "{layers: }"}, (5, 20, 1, "got nothing", "at least one layer")),
    ({"features": "{layers: {width: 5}}"}, (5, 20, 10, "got a mapping", "a list of")),
    ({"features": "{layers: [{width: 5}, 3]}"},
     (5, 33, 1, "features.layers[1] is a layer", "got 3", "{width: 1000}")),
    ({"features": "{layers: [{width: 5}, {}]}"}, (5, 33, 2, "missing key 'width' in features.layers[1]")),
    ({"features": "{layers: [{width: -5}, {widht: 5}]}"},
     (5, 29, 2, "features.layers[0].width is the number of random features N, got -5"),
     (5, 34, 10, "missing key 'width' in features.layers[1]"),
     (5, 35, 5, "unknown key 'widht' in features.layers[1], did you mean 'width'? Allowed: width, weights")),
    ({"features": "{layers: [{width: P^x}]}"}, (5, 31, 1, "expected a number after ^")),
    ({"features": "{layers: [{width: [3, x]}]}"}, (5, 33, 1, "features.layers[0].width[1]", "got 'x'")),
    ({"features": "{layers: [{width: {from: 5, to: 2, points: 3}}]}"}, (5, 43, 1, "must be from < to")),
    ({"features": "{layers: [{width: 5, weights: tanh}]}"}, (5, 41, 4, "features.layers[0].weights", "got 'tanh'")),
    ({"features": "{layers: [{width: 5, noise: 1}]}"}, (5, 32, 5, "unknown key 'noise' in features.layers[0]")),
    ({"features": "{width: 5, layers: [{width: 5}]}"}, (5, 12, 5, "both width and layers", "exactly one")),
    ({"features": "{weights: gaussian, layers: [{width: 5}]}"}, (5, 12, 7, "features.weights beside layers")),
    # sizes of layers
    ({"features": "{width: 2.5, weights: {kind: power_law, decay: 1}}"}, (5, 19, 3, "got 2.5", "an integer")),
    ({"features": "{width: [2, .inf], weights: {kind: power_law, decay: 1}}"},
     (5, 23, 4, "features.width with weights of kind power_law, got inf, must be finite")),
    ({"features": "{width: P, weights: {kind: power_law, decay: 1}}", "samples": "[10, inf]"},
     (5, 19, 1, "got 'P' = inf at samples = inf, must be finite")),
    ({"spectrum": "{kind: isotropic, modes: 7}", "target": "{kind: isotropic}",
      "features": "{width: [7, 8, 9], weights: orthogonal}"},
     (5, 23, 1, "features.width with weights orthogonal, got 8, must be at most 7, the number of modes D")),
    ({"spectrum": "{kind: power_law, alpha: 1, modes: 7}", "target": "{kind: zzz}",
      "features": "{width: inf, weights: orthogonal}"},
     (2, 16, 3, "got 'zzz'"), (5, 19, 3, "got inf, must be at most 7")),
    ({"spectrum": LEVELS, "target": "{kind: isotropic}", "features": "{layers: [{width: 4, weights: orthogonal}]}"},
     (5, 29, 1, "features.layers[0].width with weights orthogonal, got 4, must be at most 3")),
    ({"features": "{layers: [{width: P}, {width: 2 * P, weights: orthogonal}]}", "samples": "[0.1e1, 20]"},
     (5, 41, 5, "got '2 * P' = 2 at samples = 1", "layer before, features.layers[0].width, 'P' = 1 at samples = 1")),
    ({"features": "{layers: [{width: [9, 5, 4]}, {width: [4, 7, 6], weights: orthogonal}]}"},
     (5, 53, 1, "features.layers[1].width with weights orthogonal, got 7", "features.layers[0].width, 5")),
    ({"features": "{layers: [{width: 50}, {width: P, weights: orthogonal}]}", "samples": "[10, 100]"},
     (5, 42, 1, "got 'P' = 100 at samples = 100", "features.layers[0].width, 50")),
    ({"ridge": "N^900", "features": "{layers: [{width: 1}, {width: [1, 10]}]}"},
     (3, 8, 5, "= inf at samples = 10, width = 10")),
    # noise and activation
    ({"features": "{width: 5, noise: -1}"}, (5, 29, 2, "variance of the additive noise", "got -1", ">= 0")),
    ({"features": "{width: 5, noise: [1]}"}, (5, 29, 3, "got a list")),
    ({"features": "{width: [5, inf], noise: 0.1}"},
     (5, 36, 3, "features.noise with features.width inf, got 0.1, must be 0, or the width finite")),
    ({"features": "{width: inf, activation: {mu1: 1, mustar2: 0.1}}"}, (5, 54, 3, "with features.width inf")),
    ({"features": "{width: 5, noise: 0, activation: tanh}"}, (5, 32, 10, "both noise and activation", "exactly one")),
    ({"features": "{width: 5, activation: tahn}"}, (5, 34, 4, "got 'tahn', did you mean 'tanh'?", "relu, erf")),
    ({"features": "{width: 5, activation: gelu}"}, (5, 34, 4, "got 'gelu'", "{mu1: 0.6, mustar2: 0.05}")),
    ({"features": "{width: 5, activation: {mu1: 0, mustar2: -1}}"},
     (5, 40, 1, "features.activation.mu1 is the mean of phi'(h), got 0, must be a number > 0"), (5, 52, 2, ">= 0")),
    ({"features": "{width: 5, activation: {mu: 1}}"},
     (5, 22, 10, "missing key 'mu1'"), (5, 22, 10, "missing key 'mustar2'"), (5, 35, 2, "did you mean 'mu1'?")),
    ({"features": "{width: 5, weights: {kind: power_law, decay: 1}, activation: tanh}"},
     (5, 72, 4, "features.weights of kind power_law, got features of unequal variance", "gaussian or orthogonal")),
    # correlation
    ({"correlation": "0.5"}, (5, 14, 3, "got 0.5", "{kind: ar1, rho: 0.5}")),
    ({"correlation": "{kind: ar2, rho: 0.5}"}, (5, 21, 3, "did you mean 'ar1'?", "ar1, power_law or file")),
    ({"correlation": "{kind: ar1, rho: 1}"}, (5, 31, 1, "got 1", "> -1 and < 1")),
    ({"correlation": "{kind: ar1, rho: -1}"}, (5, 31, 2, "got -1", "> -1 and < 1")),
    ({"correlation": "{kind: ar1, decay: 1}"},
     (5, 1, 11, "missing key 'rho'"), (5, 26, 5, "belongs to kind power_law, not ar1")),
    ({"correlation": "{kind: power_law, decay: 0}"}, (5, 39, 1, "got 0", "> 0")),
    ({"correlation": "{kind: power_law, decay: 1}", "samples": "[10, inf]"},
     (4, 15, 3, "samples with a correlation of kind power_law, got inf, must be finite")),
    ({"correlation": "{kind: power_law, decay: 1}", "samples": "2.5"}, (4, 10, 3, "got 2.5, must be an integer")),
    ({"correlation": "{kind: ar1, rho: 0.5}", "samples": "[10, 2.5, inf]"}, (4, 15, 3, "kind ar1, got 2.5")),
    ({"correlation": "{kind: ar1, rho: 0.5}", "features": "{width: 5, noise: 0.1}"},
     (6, 29, 3, "features.noise with a correlation of the samples, got 0.1, must be 0", "correlated as the samples")),
    ({"correlation": "{kind: ar1, rho: 0.5}", "features": "{width: 5, activation: relu}"},
     (6, 34, 4, "features.activation with a correlation of the samples, got 'relu', must be left out")),
    ({"correlation": "{kind: ar1, rho: 0.5}", "ensemble": "{members: 2}"},
     (6, 1, 8, "ensemble.draws with a correlation of the samples, got samples, must be features")),
    ({"correlation": "{kind: ar1, rho: 0.5}", "ensemble": "{members: 2, draws: both}", "features": "{width: 5}"},
     (6, 31, 4, "got both, must be features")),
    # ensemble
    ({"ensemble": "5"}, (5, 11, 1, "got 5", "{members: 10}")),
    ({"ensemble": "{}"}, (5, 1, 8, "missing key 'members' in ensemble")),
    ({"ensemble": "{members: 0}"}, (5, 21, 1, "number of predictors that are averaged, K, got 0", ">= 1")),
    ({"ensemble": "{members: [2, 0.5]}"}, (5, 25, 3, "ensemble.members[1]", "got 0.5")),
    ({"ensemble": "{members: P}"}, (5, 21, 1, "got 'P'", "a number >= 1")),
    ({"ensemble": "{members: {from: 9, to: 3, points: 2}}"}, (5, 35, 1, "must be from < to")),
    ({"ensemble": "{member: 2}"},
     (5, 1, 8, "missing key 'members'"), (5, 12, 6, "did you mean 'members'? Allowed: members, draws, overlap")),
    ({"ensemble": "{members: 2, draws: feature}"}, (5, 31, 7, "did you mean 'features'?", "features, samples or both")),
    ({"ensemble": "{members: 2, draws: features}"},
     (5, 31, 8, "ensemble.draws in a spec without features, got features, must be samples")),
    ({"ensemble": "{members: 2, draws: both}"}, (5, 31, 4, "got both, must be samples")),
    ({"ensemble": "{members: 2, overlap: 1.5}"}, (5, 33, 3, "got 1.5", ">= 0 and <= 1")),
    ({"ensemble": "{members: 2, overlap: 0.5}", "features": "{width: 5}"},
     (5, 24, 7, "ensemble.overlap with draws features, members then share all samples, got 0.5, must be left out")),
    ({"ensemble": "{members: [1, 2, 3]}", "samples": "{from: 1, to: 1e9, points: 5000}"},
     (4, 10, 32, "samples x 3 ensemble.members", "max_points")),
    # the optimal ridge
    ({"ridge": "optimum"}, (3, 8, 7, "got 'optimum', did you mean 'optimal'?", "'1e-3 * P^-1', or optimal")),
    ({"ridge": "Optimal"}, (3, 8, 7, "did you mean 'optimal'?")),
    ({"ridge": "[1, optimal]"}, (3, 12, 7, "ridge[1]", "got 'optimal', must be a number >= 0")),
    ({"noise": "optimal"}, (5, 8, 1, "expected a number or P or N")),
    # the rest
    ({"title": "5"}, (5, 8, 1, "title is the title of the table, got 5, must be a line of text")),
    ({"title": '"a\\nb"'}, (5, 8, 6, "a line of text")),
    ({"Ridge": "5"}, (5, 1, 5, "unknown key 'Ridge' in the spec, did you mean 'ridge'?")),
    ({"zzz": "5"}, (5, 1, 3, "unknown key 'zzz' in the spec. Allowed: title, spectrum, target, noise")),
]  # fmt: skip


def text_of(changes: dict[str, str | None]) -> str:
    return "".join(f"{key}: {value}\n" for key, value in (GOOD | changes).items() if value is not None)


@pytest.mark.parametrize(
    ("changes", "expected"), [(case[0], case[1:]) for case in CASES], ids=lambda value: str(value)[:60]
)
def test_problems_are_located_and_say_what_is_allowed(
    changes: dict[str, str | None], expected: tuple[tuple[int, int, int, str], ...], problems: Problems
) -> None:
    text = text_of(changes)
    found = problems(text)
    assert [(p.line, p.column, p.length) for p in found] == [case[:3] for case in expected]
    for problem, (line, _column, _length, *words) in zip(found, expected, strict=True):
        assert problem.file == "spec.yaml"
        assert problem.source == text.splitlines()[line - 1]
        assert all(word in problem.message for word in words), problem.message


def test_a_good_spec_has_no_problems(problems: Problems) -> None:
    assert problems(text_of({})) == ()


def test_problems_of_all_parts_come_together_in_the_order_of_the_text(problems: Problems) -> None:
    text = """\
spectrum: {kind: power_law, alpha: 0.5, modes: inf}
target: {kind: power_law, r: 0.3, normalize: weights}
ridge: "P^^2"
ridge: 1
samples: {from: 10, to: 1, points: 3}
features: {width: -1}
extra: !tag 1
"""
    assert [(p.line, p.column) for p in problems(text)] == [(1, 36), (3, 11), (4, 1), (5, 25), (6, 19), (7, 1), (7, 8)]


def test_fifty_thousand_unknown_keys_are_a_few_problems(problems: Problems) -> None:
    found = problems(text_of({}) + "".join(f"key{i}: 1\n" for i in range(50_000)))
    assert len(found) <= 21
    assert any("the spec has 50000 unknown keys, the first 20 are listed" in problem.message for problem in found)


@pytest.mark.parametrize(
    ("content", "line", "column", "words"),
    [
        (b"a: 1\nb: \xff\n", 2, 4, "0xff"),
        (b"", 1, 1, "empty"),
        (b"- 1\n- 2\n", 1, 1, "the spec is a list"),
        (b"just text", 1, 1, "the spec is 'just text'"),
        (b"a: \x00", 1, 4, "'\\x00'"),
        (b"#" * 10_000_001, 0, 0, "larger than 10 MB"),
    ],
    ids=lambda value: repr(value)[:20],
)
def test_what_is_no_mapping_is_one_problem(
    content: bytes, line: int, column: int, words: str, problems: Problems
) -> None:
    (problem,) = problems(content)
    assert (problem.line, problem.column) == (line, column)
    assert words in problem.message


def test_a_byte_order_mark_and_windows_line_ends_are_no_problem(problems: Problems) -> None:
    text = text_of({"ridge": "-1"}).replace("\n", "\r\n")
    assert problems(("\ufeff" + text_of({})).encode()) == ()
    assert [(p.line, p.column, p.source) for p in problems(text)] == [(3, 8, "ridge: -1")]


def test_a_flood_of_problems_is_cut_off(problems: Problems) -> None:
    layers = ", ".join(["{width: 5, key: 1}"] * 500)
    found = problems(text_of({"features": f"{{layers: [{layers}]}}"}))
    assert len(found) == 101
    assert found[-1].message == "400 more problems are not listed"


def test_source_lines_are_safe_to_print_and_not_endless(problems: Problems) -> None:
    (problem,) = problems(text_of({"title": "[" + "x" * 10_000 + "]"}))
    assert len(problem.source) <= 500
    assert problem.column + problem.length - 1 <= 500
    (problem,) = problems(text_of({"zz\u0085zz": "1"}).replace("\u0085", "\u202e"))
    assert problem.source.isprintable()
    assert problem.message.isprintable()


@pytest.mark.parametrize("modes", ["inf", "Infinity", ".inf", "+.Inf", "'inf'", "1e60", "5", "5.0", "1e3"])
def test_infinity_may_be_written_in_any_usual_way(modes: str, problems: Problems) -> None:
    assert (
        problems(text_of({"spectrum": f"{{kind: power_law, alpha: 2, modes: {modes}}}", "samples": "[1, inf]"})) == ()
    )


@pytest.mark.parametrize("word", ["-inf", "nan", ".nan", "-.inf", "infinite", "∞"])
def test_nothing_else_is_infinity(word: str, problems: Problems) -> None:
    assert len(problems(text_of({"samples": f"'{word}'"}))) == 1
