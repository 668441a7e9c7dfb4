"""Ways to go on from a measured learning curve: one file each. `METHODS` holds them, the one to be preferred first."""

from scalecalc.empirical.forecasting.methods.calibrated import CalibratedTheory
from scalecalc.empirical.forecasting.methods.method import Method, Outlook
from scalecalc.empirical.forecasting.methods.power_laws import PowerLaws

METHODS: tuple[Method, ...] = (CalibratedTheory(), PowerLaws())

__all__ = ["METHODS", "Method", "Outlook"]
