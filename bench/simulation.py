"""A shop lived at random: `bin/bench simulation [SEED] [STEPS]`, seed 2026 and 2,000 steps unless told.

Customers, agents, dock, provider, clock act by the seed; every invariant and the provider's books are read
after each step. A seed that fails, fails again: the message names seed, step and deed.
"""

import os
import subprocess
import sys


def main(arguments: list[str]) -> int:
    """Live it; the exit status."""
    told = dict(zip(("SIMULATION_SEED", "SIMULATION_STEPS"), arguments, strict=False))
    command = [sys.executable, "-m", "pytest", "-q", "-n0", "tests/faults/test_simulation.py", "-k", "quiet"]
    return subprocess.run(command, env=os.environ | {"SAVOIR_MODE": "test"} | told, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
