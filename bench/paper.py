"""Printing a return slip with a warm printer, beside an empty page by the same typesetter in the same run.

Run: `python -m bench.paper [slips]` (40 by default). No database. Wall and CPU milliseconds, medians.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable

import typst

from savoir.connectors.documents.sample import SAMPLE_SLIP
from savoir.connectors.documents.typst_documents import TypstDocuments, warm


def measured(work: Callable[[int], object], times: int) -> tuple[float, float]:
    """Median wall and CPU milliseconds of one call."""
    walls, used = [], []
    for number in range(times):
        wall, cpu = time.perf_counter(), time.process_time()
        work(number)
        walls.append(1000 * (time.perf_counter() - wall))
        used.append(1000 * (time.process_time() - cpu))
    return statistics.median(walls), statistics.median(used)


def main(arguments: list[str]) -> int:
    """Print both, and how often the page goes into the slip."""
    times = int(arguments[0]) if arguments else 40
    warm()
    papers = TypstDocuments()
    page_wall, page_cpu = measured(_empty_page(), times)
    wall, cpu = measured(lambda n: papers.render(template="return_slip", data=_slip(n)), times)
    print(f"ceiling: an empty page   {page_wall:7.2f} ms wall  {page_cpu:7.2f} CPU-ms")
    print(
        f"a slip of 2 to 14 lines  {wall:7.2f} ms wall  {cpu:7.2f} CPU-ms  {cpu / max(page_cpu, 0.01):.0f} x"
    )
    return 0


def _empty_page() -> Callable[[int], object]:
    with tempfile.NamedTemporaryFile("w", suffix=".typ", delete=False) as page:
        page.write("#pagebreak(weak: true)\n")
    compiler = typst.Compiler(page.name)
    return lambda _: compiler.compile(format="pdf")


def _slip(number: int) -> dict[str, object]:
    numbers = range(1, 3 + number % 13)
    lines = [{"name": f"Bouilloire {n}", "reference": f"31208{n:02}", "quantity": n} for n in numbers]
    return {**SAMPLE_SLIP, "lines": lines, "ra_number": f"RA-{number}"}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
