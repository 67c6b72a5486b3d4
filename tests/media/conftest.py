"""A publisher with a folder, and files that lie only in this test's own place."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from media.services import ensure_folders
from records.access.models import User
from records.organisations.roles import Role
from tests.factories.access import again, holder, sign_in
from tests.factories.organisations import County
from tests.factories.pages import column, site


@pytest.fixture(autouse=True)
def _files_of_this_test(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def publisher(county: County) -> User:
    site()
    column(county.village)
    person = holder(Role.PUBLISHER, county.village, "沈若兰")
    ensure_folders(person)
    return again(person)


@pytest.fixture
def signed_in(client: Client, publisher: User) -> Client:
    return sign_in(client, publisher)


@pytest.fixture
def collection(publisher: User) -> int:
    return next(iter({grant.collection_id for grant in publisher._collection_permission_cache}))
