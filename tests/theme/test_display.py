"""The reader's switches work by a plain link."""

import pytest
from django.test import Client


@pytest.mark.parametrize(
    ("query", "name", "value"), [("type=large", "portal-type", "large"), ("theme=dark", "portal-theme", "dark")]
)
def test_a_switch_is_remembered(client: Client, query: str, name: str, value: str) -> None:
    response = client.get(f"/display/?{query}&next=/components/")
    assert response.status_code == 302
    assert response["Location"] == "/components/"
    assert response.cookies[name].value == value


@pytest.mark.parametrize("target", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)"])
def test_a_switch_leads_nowhere_else(client: Client, target: str) -> None:
    assert client.get("/display/", {"type": "large", "next": target})["Location"] == "/"


def test_an_unknown_value_is_ignored(client: Client) -> None:
    assert not client.get("/display/?type=huge&next=/").cookies
