"""Settings of the tests: the product's own, in test mode."""

import os

os.environ["SAVOIR_MODE"] = "test"

from savoir.config.settings import *  # noqa: F403 - the mode must be set first
