"""The one reader of tables and arrays: .csv, .tsv, .txt, .npy, .npz and .parquet, each also .gz, in files and pipes.

`open_table` gives columns of doubles, and `open_frame` the parts of a file in their own dtype (`parts`): features and
targets. `finite` and `Folder` give finite numbers only. Every problem is reported with its file, line and column.
"""

from scalecalc.data.columns import Columns, Floats, finite
from scalecalc.data.opened import FORMATS, Folder, Table, open_frame, open_table

__all__ = ["FORMATS", "Columns", "Floats", "Folder", "Table", "finite", "open_frame", "open_table"]
