"""A token does what it was issued for, also with what is its user's own."""

import pytest

from records.access import services
from records.access.models import ApiToken
from records.kit.errors import Refused
from tests.factories.access import again, user


@pytest.mark.django_db
def test_a_narrow_token_issues_no_further_token() -> None:
    person = user()
    person.narrow_to(["learning.study"])

    with pytest.raises(Refused):
        services.issue_token(person, name="更宽的令牌", actions=["members.view"], days=30)

    assert not ApiToken.objects.exists()


@pytest.mark.django_db
def test_signed_in_without_a_token_the_own_account_is_ones_own() -> None:
    person = user()
    services.issue_token(person, name="读公开内容", actions=[], days=30)

    assert ApiToken.objects.get().user == again(person)
