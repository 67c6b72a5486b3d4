"""The commands in bin/: tried as a newcomer meets them, on machines that lack something or were interrupted."""
