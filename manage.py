#!/usr/bin/env python
"""Django's own entry; `bin/manage` calls it inside the project's environment."""

import os
import sys


def main() -> None:
    """Run a management command with the settings of this machine (development unless told otherwise)."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.dev")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
