"""The words for how a picture is seen: scales of its axes, and size and style of a figure."""

from __future__ import annotations

from typing import Literal

Scaling = Literal["auto", "log", "linear"]
Size = Literal["page", "column"]
Manner = Literal["paper", "slides"]
