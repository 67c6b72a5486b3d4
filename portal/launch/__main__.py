"""Entry of `bin/run`, `bin/test`, `bin/services`, `bin/manage` and `bin/bench`: the first argument names the command."""

import sys
from pathlib import Path

if __package__ in (None, ""):  # started as `python portal/launch <command>`: make `portal` importable, nothing else
    sys.path[0] = str(Path(__file__).resolve().parents[2])

from portal.launch.command import main

sys.exit(main(sys.argv[1:]))
