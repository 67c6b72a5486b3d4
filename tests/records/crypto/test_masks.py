"""What may be seen of a sensitive value."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.crypto.masks import mask_all, mask_identity_number, mask_name, mask_phone


@pytest.mark.parametrize(
    ("mask", "value", "shown"),
    [
        (mask_identity_number, "330203199001011234", "3302**********1234"),
        (mask_identity_number, "33020319900101123X", "3302**********123X"),
        (mask_identity_number, "330203900101123", "3302*******1123"),
        (mask_identity_number, "3302", "******"),
        (mask_phone, "13812345678", "138****5678"),
        (mask_phone, "+8613812345678", "+86*******5678"),
        (mask_phone, "87654321", "******21"),
        (mask_phone, "110", "******"),
        (mask_name, "张三", "张*"),
        (mask_name, "欧阳修文", "欧***"),
        (mask_name, "张", "*"),
        (mask_name, "", "*"),
        (mask_all, "高血压", "******"),
        (mask_all, "", "******"),
    ],
)
def test_masks(mask, value, shown):
    assert mask(value) == shown


@pytest.mark.parametrize("mask", [mask_all, mask_identity_number, mask_name, mask_phone])
@given(value=st.text(max_size=30))
def test_a_mask_masks_to_itself(mask, value):
    assert mask(mask(value)) == mask(value)


@pytest.mark.parametrize("mask", [mask_identity_number, mask_phone])
@given(value=st.text(alphabet="0123456789", max_size=30))
def test_a_mask_shows_at_most_eight_digits_and_never_all(mask, value):
    assert sum(sign.isdigit() for sign in mask(value)) <= min(8, max(0, len(value) - 3))
