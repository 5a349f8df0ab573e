"""The benchmarks: `python -m bench NAME ARGS` runs one, `python -m bench` the short ones without a file."""

import ast
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
NO_BENCHMARKS = {"__init__", "__main__", "ready", "ready_home", "screens", "search_words", "slip", "walks"}
# They take minutes or hours, gigabytes or a browser.
ON_REQUEST = {"base", "deploy", "faults", "figures", "load", "pages", "portal", "server", "simulation"}
NEEDS_FILE = "FILE"


def benchmarks() -> dict[str, str]:
    """Each benchmark's name and the docstring of its module, by name."""
    names = sorted(path.stem for path in HERE.glob("*.py") if path.stem not in NO_BENCHMARKS)
    return {name: _docstring(HERE / f"{name}.py") for name in names}


def _docstring(path: Path) -> str:
    return ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""


def needs_file(words: str) -> bool:
    """Whether a benchmark's docstring asks for a data file of the reader's."""
    return NEEDS_FILE in words.split()


def listing(found: dict[str, str]) -> list[str]:
    """One line for each: its name, what it measures, whether it waits for a file."""
    width = max(map(len, found), default=0)
    return [_line(name.ljust(width), words) for name, words in found.items()]


def _line(name: str, words: str) -> str:
    first = words.partition("\n")[0]
    return f"{name}  {first}{'  (needs a file)' if needs_file(words) else ''}"


def run(name: str, arguments: list[str]) -> int:
    """Run one in a process of its own, so that each measures only itself; its exit status."""
    print(f"== {name}", flush=True)
    return subprocess.run([sys.executable, "-m", f"bench.{name}", *arguments], check=False).returncode


def main(arguments: list[str]) -> int:
    """Status 2 for a name nobody has, 1 when a benchmark failed."""
    found = benchmarks()
    if arguments and arguments[0] not in found:
        said = [f"No benchmark is called {arguments[0]}. There are:", *listing(found)]
        print(*said, sep="\n  ", file=sys.stderr)
        return 2
    if arguments:
        return run(arguments[0], arguments[1:])
    print(*listing(found), sep="\n")
    free = [name for name, words in found.items() if not needs_file(words) and name not in ON_REQUEST]
    statuses = [run(name, []) for name in free]
    return 1 if any(statuses) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
