"""A symmetric matrix made tridiagonal by Householder reflections, a few columns at a time.

LAPACK's dsytrd does it in one call, which can neither tell how far it has come nor be interrupted. These are its steps:
dlatrd makes a panel of columns tridiagonal, dsyr2k takes the panel off the rest of the matrix.
"""

from __future__ import annotations

from collections.abc import Callable
from ctypes import CFUNCTYPE, byref, c_char_p, c_double, c_int, c_void_p, py_object, pythonapi
from functools import cache
from typing import Any

import numpy as np

from scalecalc.arrays import Floats

_PANEL = 32  # columns at a time, as in LAPACK; a panel of the largest matrices takes a few seconds
_ONE, _MINUS_ONE = byref(c_double(1.0)), byref(c_double(-1.0))

Tell = Callable[[float], None]


def reduced(matrix: Floats, targets: Floats, tell: Tell) -> tuple[Floats, Floats, Floats]:
    """Diagonal and off-diagonal of T = Q'AQ, shapes (n,) and (n - 1,), and Q' targets, shape (n, c).

    matrix: the symmetric A, shape (n, n), in C order; it is spoilt.  tell: is told the share of the work that is done.
    """
    n = len(matrix)
    diagonal, beside, factors = np.empty(n), np.empty(max(n - 1, 0)), np.empty(max(n - 1, 0))
    begin = 0
    while n - begin > _PANEL:
        _panel(matrix, begin, beside, factors)
        stop = begin + _PANEL
        diagonal[begin:stop] = matrix.diagonal()[begin:stop]
        _restore(matrix, begin, beside)
        begin = stop
        tell(1.0 - ((n - begin) / n) ** 3)
    _last(matrix, begin, diagonal, beside, factors)
    tell(1.0)
    return diagonal, beside, _rotated(matrix, factors, targets)


def _panel(matrix: Floats, begin: int, beside: Floats, factors: Floats) -> None:
    """Make the columns from `begin` on tridiagonal, and update what is right of them and below."""
    n, left = byref(c_int(len(matrix))), len(matrix) - begin
    width, updates = byref(c_int(_PANEL)), np.empty((_PANEL, left))
    rows = byref(c_int(left))
    corner = _at(matrix, begin)
    _lapack("dlatrd", 9)(
        b"L", rows, width, corner, n, _from(beside, begin), _from(factors, begin), updates.ctypes.data, rows
    )
    below, rest = corner + 8 * _PANEL, _at(matrix, begin + _PANEL)
    size, beyond = byref(c_int(left - _PANEL)), updates.ctypes.data + 8 * _PANEL
    _blas("dsyr2k", 12)(b"L", b"N", size, width, _MINUS_ONE, below, n, beyond, rows, _ONE, rest, n)


def _restore(matrix: Floats, begin: int, beside: Floats) -> None:
    """Put the off-diagonal where dlatrd left ones, as dsytrd does."""
    columns = np.arange(begin, begin + _PANEL)
    matrix[columns, columns + 1] = beside[columns]


def _last(matrix: Floats, begin: int, diagonal: Floats, beside: Floats, factors: Floats) -> None:
    """What is left of the matrix, column by column."""
    n, info = len(matrix), c_int(0)
    parts = (_from(one, begin) for one in (diagonal, beside, factors))
    _lapack("dsytd2", 8)(b"L", byref(c_int(n - begin)), _at(matrix, begin), byref(c_int(n)), *parts, byref(info))


def _rotated(matrix: Floats, factors: Floats, targets: Floats) -> Floats:
    """Q' targets: a row of `found` is one target."""
    found, info = np.array(targets.T, dtype=float, order="C"), c_int(0)
    if found.size:
        room, work = byref(c_int(_PANEL * len(found))), np.empty(_PANEL * len(found))
        n, many = byref(c_int(len(matrix))), byref(c_int(len(found)))
        whole = (_at(matrix, 0), n, _from(factors, 0), found.ctypes.data, n, work.ctypes.data, room)
        _lapack("dormtr", 13)(b"L", b"L", b"T", n, many, *whole, byref(info))
    return found.T


def _at(matrix: Floats, k: int) -> int:
    """Where the k-th diagonal element stands."""
    return int(matrix.ctypes.data) + 8 * k * (len(matrix) + 1)


def _from(vector: Floats, k: int) -> int:
    return int(vector.ctypes.data) + 8 * k


def _lapack(name: str, arguments: int) -> Any:
    from scipy.linalg import cython_lapack

    return _function(cython_lapack, name, arguments)


def _blas(name: str, arguments: int) -> Any:
    from scipy.linalg import cython_blas

    return _function(cython_blas, name, arguments)


@cache
def _function(module: Any, name: str, arguments: int) -> Any:
    """A routine that SciPy lends to other compiled code. While it runs, other threads run too."""
    capsule = py_object(module.__pyx_capi__[name])
    signature = pythonapi.PyCapsule_GetName
    signature.restype, signature.argtypes = c_char_p, [py_object]
    address = pythonapi.PyCapsule_GetPointer
    address.restype, address.argtypes = c_void_p, [py_object, c_char_p]
    return CFUNCTYPE(None, *[c_void_p] * arguments)(address(capsule, signature(capsule)))
