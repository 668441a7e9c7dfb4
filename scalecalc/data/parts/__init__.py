"""What a file or an object holds for learning: named parts, some of them targets and the others features.

`part` has Part and Frame, the protocol; ArrayFrame has whole arrays, and ColumnFrame columns of a table.
"""

from scalecalc.data.parts.arrays import ArrayFrame
from scalecalc.data.parts.columns import ColumnFrame
from scalecalc.data.parts.memory import MemoryColumns
from scalecalc.data.parts.part import NUMBERS, Frame, Part, kind_of, listed, plain_numbers

__all__ = [
    "NUMBERS",
    "ArrayFrame",
    "ColumnFrame",
    "Frame",
    "MemoryColumns",
    "Part",
    "kind_of",
    "listed",
    "plain_numbers",
]
