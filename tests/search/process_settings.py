"""Settings of a process beside a test: the test's own database, queue and index, named by the environment."""

import os
from pathlib import Path

from portal.settings.test import *  # noqa: F403

SEARCH_EMBEDDED_PATH = Path(os.environ["TEST_SEARCH_PATH"])
