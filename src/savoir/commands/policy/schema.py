"""`savoir policy schema`: the form of a policy document for an editor or another program."""

import argparse
import json

from savoir.policies import tables

WORDS = "print the JSON Schema of a policy document"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """None."""
    del parser


def run(given: argparse.Namespace) -> int:
    """0: printed, as it stands in docs/reference/policy-document.schema.json."""
    del given
    print(json.dumps(tables.schema(), ensure_ascii=False, indent=1))
    return 0
