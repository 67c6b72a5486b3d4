"""What is wrong with the keys is said in Chinese, at `manage.py check`, and never with key bytes."""

import pytest
from django.contrib.auth.hashers import check_password, make_password

from records.crypto.checks import check_keys
from tests.records.crypto.conftest import key

GOOD = key("k1", "A")


@pytest.mark.parametrize(
    ("changed", "code", "said"),
    [
        ({"CRYPTO_SUITE": "rsa"}, "crypto.E001", "CRYPTO_SUITE 的值“rsa”不可用"),
        ({"FIELD_KEYS": []}, "crypto.E002", "FIELD_KEYS 没有设置"),
        ({"FIELD_KEYS": ["QUJD"]}, "crypto.E002", "FIELD_KEYS 第1项缺少编号"),
        ({"FIELD_KEYS": [GOOD, key("K 2", "B")]}, "crypto.E002", "FIELD_KEYS 第2项的编号不合要求"),
        ({"FIELD_KEYS": ["k1:不是编码"]}, "crypto.E002", "不是有效的base64"),
        ({"FIELD_KEYS": ["k1:QUJD"]}, "crypto.E002", "长度为3字节，应为32字节"),
        ({"FIELD_KEYS": [GOOD, key("k1", "B")]}, "crypto.E002", "重复的编号"),
        ({"FIELD_KEYS": [GOOD, key("k2", "A")]}, "crypto.E002", "两把相同的密钥"),
        ({"LOOKUP_KEYS": []}, "crypto.E003", "LOOKUP_KEYS 没有设置"),
        ({"LOOKUP_KEYS": [GOOD]}, "crypto.E004", "FIELD_KEYS 和 LOOKUP_KEYS 中有同一把密钥"),
    ],
)
def test_check_names_what_is_wrong(settings, changed, code, said):
    settings.FIELD_KEYS, settings.LOOKUP_KEYS = [GOOD], [key("k1", "L")]
    for name, value in changed.items():
        setattr(settings, name, value)
    [error] = check_keys(None)
    assert error.id == code
    assert said in error.msg
    assert GOOD.partition(":")[2] not in error.msg


def test_good_keys_pass(settings):
    settings.FIELD_KEYS, settings.LOOKUP_KEYS = [key("k2", "B"), GOOD], [key("k1", "L")]
    assert check_keys(None) == []


def test_a_password_under_the_national_suite(settings):
    settings.PASSWORD_HASHERS = [
        "records.crypto.hashers.SM3PasswordHasher",
        "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    ]
    stored = make_password("清平党务2026")
    assert stored.startswith("pbkdf2_sm3$")
    assert check_password("清平党务2026", stored)
    assert not check_password("清平党务2027", stored)
