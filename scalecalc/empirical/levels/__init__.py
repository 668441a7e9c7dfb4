"""From measured curves to a spectrum of levels, which the theory takes in place of a law: `fitted_levels`, `Levels`."""

from scalecalc.empirical.levels.fit import fitted_levels
from scalecalc.empirical.levels.levels import Levels

__all__ = ["Levels", "fitted_levels"]
