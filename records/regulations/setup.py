"""What must be there before the first rule asks."""

from records.regulations.services import load_first


def ensure() -> None:
    """Load the figures that the portal comes with; what is there stays."""
    load_first()
