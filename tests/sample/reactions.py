"""What follows from loans."""

from records.kit.events import When, reacts_to
from tests.sample.events import BookLent, BookReturned
from tests.sample.models import Loan

SEEN: list[str] = []
FAIL = {"next": False}


@reacts_to(BookLent, When.SAME_TRANSACTION)
def forbid_the_forbidden(event: BookLent) -> None:
    """Undo the loan of a book that must not leave the house."""
    if Loan.objects.get(uid=event.loan).book == "孤本":
        raise ValueError("孤本不外借")


@reacts_to(BookReturned, When.AFTER_COMMIT)
def thank_the_reader(event: BookReturned) -> None:
    """Thank whoever brought a book back."""
    if FAIL["next"]:
        FAIL["next"] = False
        raise ConnectionError
    SEEN.append(str(event.loan))
