"""Doors on the web; thin: they read by `reading` and write by `services`."""
