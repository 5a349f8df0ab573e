"""No line and no branch of the law is left untried by its own tests."""

import os
import subprocess
import sys

import pytest

from .conftest import ROOT


@pytest.mark.long
def test_every_line_and_branch_of_the_law_is_tried() -> None:
    tried = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-n0", "-p", "no:cacheprovider", "tests/rules/law",
         "tests/rules/policies/test_starters_and_the_law.py", "tests/rules/cases", "--cov=savoir.law",
         "--cov-branch", "--cov-fail-under=100",
         "--cov-report=term-missing:skip-covered"],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=600,
        env={**os.environ, "SAVOIR_THOROUGH": "0"},  # lines and branches need no thousand examples
    )  # fmt: skip
    assert tried.returncode == 0, tried.stdout[-4000:]
