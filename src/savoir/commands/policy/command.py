"""`savoir policy VERB`: the documents of a policy; some verbs need nothing but a file, some the tables."""

import argparse
import sys
from collections.abc import Mapping

from savoir.commands.policy import checking, differing, schema, showing, tck, verifying
from savoir.commands.policy.files import FileUnreadable

UNREADABLE = 2
VERBS = {
    "check": checking,
    "show": showing,
    "diff": differing,
    "schema": schema,
    "tck": tck,
    "verify": verifying,
}


def add(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", *, elsewhere: Mapping[str, str]
) -> None:
    """Add `policy` with its verbs to a parser's commands; each of this folder sets `policy_verb`.

    `elsewhere`: verbs that run in the shop's tables, with the words for `--help`.
    """
    words = "the decision tables: check, show, compare, prove, publish"
    group = commands.add_parser("policy", help=words, description=words)
    verbs = group.add_subparsers(metavar="VERB", required=True)
    for name, verb in VERBS.items():
        parser = verbs.add_parser(name, help=verb.WORDS, description=verb.WORDS)
        verb.add_arguments(parser)
        parser.add_argument("--english", action="store_true", help="in English instead of French")
        parser.set_defaults(policy_verb=verb.run)
    for name, help_words in elsewhere.items():
        verbs.add_parser(name, help=help_words)


def run(given: argparse.Namespace) -> int:
    """0: done, and all is well; 1: something is wrong, printed; 2: a file cannot be read."""
    try:
        return int(given.policy_verb(given))
    except FileUnreadable as fault:
        print(f"savoir policy: {fault}", file=sys.stderr)
        return UNREADABLE
