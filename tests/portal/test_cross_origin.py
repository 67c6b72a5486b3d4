"""Scripts of other sites call the API where the settings list them, and nothing but the API."""

import pytest
from django.test import Client

LISTED = "https://app.example.gov.cn"
TRUSTED = "https://my.example.gov.cn"
OTHER = "https://evil.example"


@pytest.fixture(autouse=True)
def origins(settings, db):
    settings.CORS_ALLOWED_ORIGINS = [LISTED, TRUSTED]
    settings.API_CREDENTIAL_ORIGINS = [TRUSTED]


@pytest.mark.parametrize(
    ("address", "origin", "allowed", "credentials"),
    [
        ("/api/v1/", LISTED, LISTED, None),
        ("/api/v1/", TRUSTED, TRUSTED, "true"),
        ("/api/v1/", OTHER, None, None),
        ("/api/v1/", "null", None, None),
        ("/api/v1/", "https://app.example.gov.cn.evil.example", None, None),
        ("/api/v1/", "http://app.example.gov.cn", None, None),
        ("/sign-in/", LISTED, None, None),
        ("/robots.txt", TRUSTED, None, None),
        ("/work/api/", LISTED, None, None),
    ],
)
def test_who_is_told_what(client: Client, address, origin, allowed, credentials):
    answer = client.get(address, headers={"Origin": origin})
    assert answer.headers.get("access-control-allow-origin") == allowed
    assert answer.headers.get("access-control-allow-credentials") == credentials


def test_a_preflight_is_answered_without_the_view(client: Client):
    asked = {"Origin": LISTED, "Access-Control-Request-Method": "PATCH"}
    answer = client.options("/api/v1/pages/", headers=asked)
    assert answer.headers["access-control-allow-origin"] == LISTED
    assert "authorization" in answer.headers["access-control-allow-headers"]
    assert "cookie" not in answer.headers["access-control-allow-headers"]
    refused = client.options("/api/v1/pages/", headers={**asked, "Origin": OTHER})
    assert "access-control-allow-origin" not in refused.headers
    assert "origin" in answer.headers["vary"]
