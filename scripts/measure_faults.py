"""Every fault of an endpoint x every judge x every failure setting, against what the policy says.

    python -m scripts.measure_faults

Each cell is a real Guard with one judge, whose endpoint on loopback has the fault. A cell is right
when a setting of "refuse" refuses by that failure's rule, and one of "allow" passes with the
failure recorded as bypassed.
"""

import asyncio
import sys
from collections import Counter

from clearsight.registry import names
from scripts.measures.faults import FAULTS, everything
from scripts.measures.table import table


def main() -> int:
    """Print the table; exit code 1 when a cell is wrong."""
    cells = asyncio.run(everything())
    wrong = [cell for cell in cells if cell.wrong]
    rows = []
    for fault, (_, kind) in FAULTS.items():
        found = [cell for cell in cells if cell.fault == fault]
        count = Counter((cell.opened, cell.wrong == "") for cell in found)
        closed = f"{count[False, True]}/{count[False, True] + count[False, False]}"
        opened = f"{count[True, True]}/{count[True, True] + count[True, False]}"
        rows.append([fault, kind, closed, opened])
    print(table(["fault", "counts as", "closed: refused", "open: passed as bypassed"], rows))
    print(f"\n{len(cells)} cells, {len(wrong)} wrong; judges: {', '.join(names('judges'))}")
    for cell in wrong:
        print(f"{cell.detector}, {cell.fault}, open={cell.opened}: {cell.wrong}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
