"""How a simulation is run. The defaults stand here, once."""

from __future__ import annotations

from pathlib import Path

from scalecalc.record import record


@record
class Settings:
    """How a simulation is run.

    draws: independent draws of every point, >= 2.  seed: of all random numbers.  covariates: a law by name, or a file.
    memory: bytes that may be taken.  jobs: processes.  executor: dask://HOST:PORT.  checkpoint: a file to keep draws
    in.  precision: relative standard error of E_g at which a point has drawn enough.
    """

    draws: int = 100
    seed: int = 0
    covariates: str = "gaussian"
    float32: bool = False
    memory: float = 4e9
    jobs: int = 1
    executor: str | None = None
    checkpoint: Path | None = None
    precision: float | None = None

    @property
    def covariates_file(self) -> Path | None:
        """The file of measured rows; None where the covariates are a law. Raises UsageError as `Laws.named`."""
        from scalecalc.simulation.draw.covariates import LAWS

        return Path(self.covariates) if LAWS.named(self.covariates) is None else None
