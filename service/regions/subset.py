"""The part of the division table that the demonstration ships, cut out of the whole one: the same bytes every time.

python -m service.regions.subset divisions-2023.csv.gz service/demonstration/data/regions.csv.gz
"""

import csv
import gzip
import io
import sys
from pathlib import Path

from service.regions.division_file import HEADER, DivisionFile

PLACES = ("23", "341522", "6107")
"""With everything below them: 黑龙江 (D2), 霍邱县 (D3), 汉中市 (D1)."""
ABOVE = ("34", "3415", "61")
"""The places above those, alone."""


def write_subset(source: Path, target: Path) -> int:
    """Write the shipped part of a division table.

    Args:
        source: the whole table, CSV or gzipped CSV.
        target: file to write, gzipped without a time, so that equal content gives equal bytes.

    Returns:
        The number of divisions written.

    Raises:
        DivisionFileError: the table cannot be read.
    """
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(HEADER)
    written = 0
    for division in DivisionFile(source).divisions():
        if division.code in ABOVE or division.code.startswith(PLACES):
            rows.writerow([division.code, division.name])
            written += 1
    with target.open("wb") as raw, gzip.GzipFile(filename="", mode="wb", fileobj=raw, compresslevel=9, mtime=0) as out:
        out.write(text.getvalue().encode())
    return written


if __name__ == "__main__":
    print(write_subset(Path(sys.argv[1]), Path(sys.argv[2])))
