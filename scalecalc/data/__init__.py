"""The one reader of tables and arrays: .csv, .tsv, .txt, .npy and .npz, each also .gz, from files and pipes.

`finite` and `Folder` give finite numbers only. Every problem is reported with its file, line and column.
"""

from scalecalc.data.columns import Columns, Floats, finite
from scalecalc.data.opened import FORMATS, Folder, Table, open_table

__all__ = ["FORMATS", "Columns", "Floats", "Folder", "Table", "finite", "open_table"]
