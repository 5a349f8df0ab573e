"""Run in a child process: the same trees on chdb. Reads a folder, writes `rows.json` for `rows.sql`."""

import json
import sys
from pathlib import Path

import chdb.session


def main(folder: Path) -> None:
    """`tables.json`: name -> [columns, rows]; `*.sql`: what is asked; every column a Nullable(Int64)."""
    session = chdb.session.Session()
    session.query("CREATE DATABASE past")
    session.query("USE past")
    for name, (columns, rows) in json.loads((folder / "tables.json").read_text()).items():
        kinds = ", ".join(f"{one} Nullable(Int64)" for one in columns)
        session.query(f"CREATE TABLE {name} ({kinds}) ENGINE = Memory")
        for start in range(0, len(rows), 2000):
            values = ", ".join(
                f"({', '.join('NULL' if one is None else str(one) for one in row)})"
                for row in rows[start : start + 2000]
            )
            session.query(f"INSERT INTO {name} VALUES {values}")
    for asked in folder.glob("*.sql"):
        found = session.query(asked.read_text(), "JSONCompactStringsEachRow")
        asked.with_suffix(".json").write_text(str(found.data()))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
