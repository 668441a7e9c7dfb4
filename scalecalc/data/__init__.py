"""The one reader of tables and arrays: .csv, .tsv, .txt, .npy and .npz, each also .gz, from files and pipes.

What it gives are finite numbers; what it refuses it names, with file, line and column.
"""

from scalecalc.data.columns import Columns, Floats, finite
from scalecalc.data.opened import FORMATS, Folder, Table, open_table

__all__ = ["FORMATS", "Columns", "Floats", "Folder", "Table", "finite", "open_table"]
