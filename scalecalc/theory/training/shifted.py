"""Errors over time on a test distribution and in single modes, from what training makes of any mode."""

from __future__ import annotations

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.theory.shift.probe import Probe, ProbeNodes
from scalecalc.theory.shift.single import SingleModes
from scalecalc.theory.training.by_mode import ByMode, InMode
from scalecalc.theory.training.sums import Sum, off_at_the_end, total


def on_test(probe: Probe, modal: ByMode) -> tuple[Sum, Sum, Sum]:
    """Squared bias, variance of the features and variance of the samples; shape (n,) each."""
    nodes = probe.listing.nodes(modal.floor)
    found = modal.at(nodes.eigenvalue)
    bias2 = _bias2(nodes, found, modal.kappa)
    variances = [
        total([_weighted(each, nodes.ratio), noise, _scaled(unseen, probe.unseen_trace)])
        for each, noise, unseen in zip((found.features, found.samples), modal.noise, modal.unseen(), strict=True)
    ]
    features, samples = (one.compared() for one in variances)
    return Sum(bias2.value + probe.unseen_power, bias2.rounding).compared(), features, samples


def in_modes(single: SingleModes, modal: ByMode) -> tuple[Sum, Sum]:
    """The part of the weight that is learned, and the error of all modes of each level; shape (n, r) each."""
    found = modal.at(single.eigenvalue)
    f = found.left
    bias2 = Sum(single.power * f.value**2, 2 * single.power * np.abs(f.value) * f.rounding)
    error = _scaled(total([bias2, found.features, found.samples]), single.multiplicity)
    return found.learned.compared(), error.compared()


def _bias2(nodes: ProbeNodes, found: InMode, kappa: Floats) -> Sum:
    """sum eta' (Delta + w f)^2, by powers of what is small, as in `theory/shift/probe`."""
    f, learned = found.left, found.learned
    known = (nodes.own * f.value + 2 * nodes.moved) * f.value + nodes.change
    unknown = (nodes.own * learned.value - 2 * nodes.both) * learned.value + nodes.given
    off = 2 * np.abs(nodes.own * f.value + nodes.moved) * f.rounding
    off_too = 2 * np.abs(nodes.own * learned.value - nodes.both) * learned.rounding
    side = nodes.side > kappa[:, None]
    nodes_off = off_at_the_end(nodes.eigenvalue, nodes.own)
    return Sum(np.where(side, known, unknown).sum(axis=1), np.where(side, off, off_too).sum(axis=1) + nodes_off)


def _weighted(each: Sum, weight: Floats) -> Sum:
    return Sum(each.value @ weight, each.rounding @ np.abs(weight))


def _scaled(one: Sum, factor: float | Floats) -> Sum:
    return Sum(one.value * factor, one.rounding * factor)
