"""`python -m savoir.connectors.payments.stub_shop`: the shop of demo and tests, on loopback."""

import argparse
import os
import sys

from savoir.connectors.payments.stub_shop.site import ShopSite
from savoir.connectors.payments.stubs.books import Books
from savoir.connectors.payments.stubs.mischief import Mischief, Rates
from savoir.connectors.payments.stubs.server import StubServer


def main(arguments: list[str] | None = None) -> int:
    """Serve until interrupted. The token comes from STUB_SHOP_TOKEN."""
    parser = argparse.ArgumentParser(prog="stub_shop", description=main.__doc__)
    parser.add_argument("--port", type=int, default=12112)
    parser.add_argument("--state", default=":memory:", help="SQLite file that survives a restart")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument(
        "--misbehave", type=Rates.parse, default=Rates(), help="none, all, or lost_answer=0.1,..."
    )
    asked = parser.parse_args(arguments)
    token = os.environ.get("STUB_SHOP_TOKEN", "")
    if not token:
        print("stub_shop: STUB_SHOP_TOKEN is missing", file=sys.stderr)  # noqa: T201 - a command speaks
        return 2
    with Books(asked.state) as books:
        site = ShopSite(books, token=token, mischief=Mischief(seed=asked.seed, rates=asked.misbehave))
        server = StubServer(site, port=asked.port)
        print(f"shop stub on {server.url}", flush=True)  # noqa: T201 - a command speaks
        try:
            server.serve()
        except KeyboardInterrupt:
            server.stop()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
