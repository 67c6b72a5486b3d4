"""Settings of a process beside a test or a benchmark: the same, but for the index's file, which the environment names."""

import importlib
import os
from pathlib import Path

_given = importlib.import_module(os.environ["GIVEN_SETTINGS"])
globals().update({name: getattr(_given, name) for name in dir(_given) if name.isupper()})

SEARCH_EMBEDDED_PATH = Path(os.environ["GIVEN_SEARCH_PATH"])
