"""What django-q runs for files; thin."""

from media import texts


def read_document(number: int) -> str:
    """Read the text of one document."""
    return texts.read_document(number)


def read_waiting() -> int:
    """Read documents that no message brought."""
    return texts.read_waiting()
