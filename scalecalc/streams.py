"""What a stream is, for those that read, write and say something."""

from __future__ import annotations

from typing import IO, Any


def is_terminal(stream: IO[Any] | None) -> bool:
    """Whether a person sees the stream; a stream that is closed or missing is no terminal."""
    return stream is not None and not stream.closed and stream.isatty()
