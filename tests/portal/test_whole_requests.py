"""Bodies of requests are watched over without changing what the views read."""

from urllib.parse import urlencode

from django.test import Client

from tests.factories.access import PASSWORD, user

PLAIN = "application/x-www-form-urlencoded"


def test_a_plain_form_is_read_whole(client: Client, db: None) -> None:
    """What browsers send from a form without files; the test client's own default is another kind of body."""
    given = urlencode({"username": user("何建国").username, "password": PASSWORD})
    assert client.post("/sign-in/", given, content_type=PLAIN).status_code == 302
