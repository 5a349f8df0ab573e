"""`python -m savoir.connectors.payments.psp_stub`: the payment provider of demo and tests, on loopback."""

import argparse
import os
import sys
import threading

from savoir.connectors.payments.psp_stub.site import PspSite
from savoir.connectors.payments.psp_stub.webhooks import Postman, PostPlan
from savoir.connectors.payments.stubs.books import Books
from savoir.connectors.payments.stubs.mischief import Mischief, Rates
from savoir.connectors.payments.stubs.server import StubServer


def main(arguments: list[str] | None = None) -> int:
    """Serve until interrupted. The webhook secret comes from PSP_STUB_WEBHOOK_SECRET."""
    asked = _parser().parse_args(arguments)
    secret = os.environ.get("PSP_STUB_WEBHOOK_SECRET", "")
    if asked.webhook_url and not secret:
        print("psp_stub: --webhook-url needs PSP_STUB_WEBHOOK_SECRET", file=sys.stderr)  # noqa: T201 - a command
        return 2
    plan = PostPlan(asked.webhook_copies, asked.webhook_late, asked.seed)
    postman = Postman(url=asked.webhook_url, secret=secret, plan=plan) if asked.webhook_url else None
    with Books(asked.state) as books:
        site = PspSite(books, mischief=Mischief(seed=asked.seed, rates=asked.misbehave), postman=postman)
        server = StubServer(site, port=asked.port)
        stopped = threading.Event()
        threading.Thread(target=_settle_each_second, args=(site, stopped), daemon=True).start()
        print(f"payment stub on {server.url}", flush=True)  # noqa: T201 - a command speaks
        try:
            server.serve()
        except KeyboardInterrupt:
            server.stop()
        finally:
            stopped.set()
    return 0


def _settle_each_second(site: PspSite, stopped: threading.Event) -> None:
    """Let pending refunds end, and their webhooks leave, though nobody asks."""
    while not stopped.wait(1.0):
        site.settle_due()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="psp_stub", description=main.__doc__)
    parser.add_argument("--port", type=int, default=12111)
    parser.add_argument("--state", default=":memory:", help="SQLite file that survives a restart")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument(
        "--misbehave", type=Rates.parse, default=Rates(), help="none, all, or lost_answer=0.1,..."
    )
    parser.add_argument("--webhook-url", default="")
    parser.add_argument("--webhook-copies", type=int, default=1, help="each event arrives at most so often")
    parser.add_argument("--webhook-late", type=float, default=0.0, help="and at most so many seconds late")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
