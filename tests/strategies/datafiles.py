"""Data files in the formats that are read."""

from __future__ import annotations

from hypothesis import strategies as st

from tests.strategies.building import RARELY, among
from tests.strategies.case import Style, csv, npy, npz

STYLES = (
    *(Style(), Style(), Style("\t"), Style(";"), Style(";", mark=","), Style(encoding="utf-16")),
    *(Style(encoding="utf-8-sig"), Style(end="\r\n"), Style(packed=True), Style("\t", ",", "utf-16", "\r\n", True)),
)
Named = tuple[str, dict[str, bytes]]  # the path, and the file


def written(draw: st.DrawFn, stem: str, columns: dict[str, list[float]]) -> Named:
    """Named columns as a file that begins with this name."""
    if draw(RARELY):
        return f"{stem}.npz", {f"{stem}.npz": npz(columns)}
    style = draw(among(*STYLES))
    path = f"{stem}.csv.gz" if style.packed else f"{stem}.csv"
    return path, {path: csv(columns, style)}


def single(stem: str, values: list[float]) -> Named:
    """A column without a name."""
    return f"{stem}.npy", {f"{stem}.npy": npy(values)}
