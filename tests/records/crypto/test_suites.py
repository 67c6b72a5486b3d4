"""Known answers of both suites, so that a value written today opens in ten years on another machine."""

import hashlib

import pytest

from records.crypto import services
from records.crypto.keys import KeysWrong
from records.crypto.services import CannotDecrypt, UnknownAlgorithm
from tests.records.crypto.conftest import key

SUITES = ("intl", "gm")
CONTEXT = "members.member.identity_number:0190"


@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        ("sha256", b"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        # GB/T 32905-2016, appendix A.1
        ("sm3", b"abc", "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"),
        ("sm3", b"abcd" * 16, "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"),
    ],
)
def test_digest_gives_the_published_answers(name, data, expected):
    assert services.digest_with(name, data) == f"{name}:{expected}"


@pytest.mark.parametrize(("suite", "name"), [("intl", "sha256"), ("gm", "sm3")])
def test_digest_of_a_stream_is_that_of_the_whole(settings, suite, name):
    settings.CRYPTO_SUITE = suite
    data = bytes(range(256)) * 100
    pieces = [data[start : start + 1000] for start in range(0, len(data), 1000)]
    assert services.digest_stream(pieces) == services.digest(data) == f"{name}:{hashlib.new(name, data).hexdigest()}"


def test_an_unknown_digest_is_named():
    with pytest.raises(UnknownAlgorithm, match="md5"):
        services.digest_with("md5", b"")


@pytest.mark.parametrize(("suite", "begins"), [("intl", "aes256gcm.test1."), ("gm", "sm4gcm.test1.")])
def test_a_sealed_text_opens_in_its_place_under_either_suite(settings, suite, begins):
    settings.CRYPTO_SUITE = suite
    token = services.encrypt("330203199001011234，张三", context=CONTEXT)
    assert token.startswith(begins)
    assert "3302" not in token
    settings.CRYPTO_SUITE = "gm" if suite == "intl" else "intl"
    assert services.decrypt(token, context=CONTEXT) == "330203199001011234，张三"


def test_equal_texts_are_sealed_differently():
    assert services.encrypt("同", context=CONTEXT) != services.encrypt("同", context=CONTEXT)


@pytest.mark.parametrize("suite", SUITES)
def test_a_token_of_this_day_opens_for_ever(settings, suite):
    """Tokens made when this was written; a change of derivation or binding would lock every value up."""
    settings.FIELD_KEYS = [key("k1", "A")]
    made = {
        "intl": "aes256gcm.k1.5CabW6zdsxEX_nZwbZM6slj2vne5Zizbh8ZA_obG4BjK5axAPP9s_dTxXpm26w==",
        "gm": "sm4gcm.k1.L-WXISvg3X-l4dnqhizwc0WM2bGwJGBurxlm-aAFXEWb-P9urphlXW5dspG3dQ==",
    }
    assert services.decrypt(made[suite], context=CONTEXT) == "公民身份号码"


@pytest.mark.parametrize("suite", SUITES)
@pytest.mark.parametrize(
    "damage",
    [
        lambda token: token[:-6] + ("AAAA" if token[-6:-2] != "AAAA" else "BBBB") + token[-2:],
        lambda token: token.rsplit(".", 1)[0] + ".",
        lambda token: token.replace(".", ":"),
        lambda token: "aes128." + token.split(".", 1)[1],
        lambda token: token + "é",
        lambda token: "",
    ],
)
def test_a_damaged_token_is_refused_without_showing_it(settings, suite, damage):
    settings.CRYPTO_SUITE = suite
    token = services.encrypt("330203199001011234", context=CONTEXT)
    with pytest.raises(CannotDecrypt) as refused:
        services.decrypt(damage(token), context=CONTEXT)
    assert token[20:40] not in str(refused.value)


def test_a_token_carried_to_another_place_is_refused():
    token = services.encrypt("330203199001011234", context=CONTEXT)
    with pytest.raises(CannotDecrypt, match="改动或移动"):
        services.decrypt(token, context=CONTEXT + "1")


def test_after_a_change_of_key_old_tokens_open_while_the_old_key_is_kept(settings):
    settings.FIELD_KEYS = [key("k1", "A")]
    token = services.encrypt("旧", context=CONTEXT)
    settings.FIELD_KEYS = [key("k2", "B"), key("k1", "A")]
    assert services.decrypt(token, context=CONTEXT) == "旧"
    assert services.encrypt("新", context=CONTEXT).startswith("aes256gcm.k2.")
    settings.FIELD_KEYS = [key("k2", "B")]
    with pytest.raises(CannotDecrypt, match="没有编号为“k1”的密钥"):
        services.decrypt(token, context=CONTEXT)


def test_lookup_hash_is_keyed_and_kept_apart_by_purpose(settings):
    one = services.lookup_hash("330203199001011234", purpose="member.identity")
    assert one == services.lookup_hash("330203199001011234", purpose="member.identity")
    assert one.startswith("hmac-sha256.test1.")
    assert len(one) <= 100
    assert one != services.lookup_hash("330203199001011234", purpose="applicant.identity")
    assert services.lookup_hash("bc", purpose="a") != services.lookup_hash("c", purpose="ab")
    settings.LOOKUP_KEYS = [key("test1", "Z")]
    assert one != services.lookup_hash("330203199001011234", purpose="member.identity")


@pytest.mark.parametrize("before", SUITES)
@pytest.mark.parametrize("after", SUITES)
def test_a_look_up_finds_what_was_stored_before_a_change_of_key_or_suite(settings, before, after):
    settings.CRYPTO_SUITE, settings.LOOKUP_KEYS = before, [key("k1", "A")]
    stored = services.lookup_hash("13812345678", purpose="phone")
    settings.CRYPTO_SUITE, settings.LOOKUP_KEYS = after, [key("k2", "B"), key("k1", "A")]
    candidates = services.lookup_hashes("13812345678", "phone")
    assert stored in candidates
    assert candidates[0] == services.lookup_hash("13812345678", purpose="phone")
    assert len(set(candidates)) == len(candidates) == 4


def test_lookup_hash_of_this_day_is_found_for_ever(settings):
    settings.LOOKUP_KEYS = [key("k1", "A")]
    assert services.lookup_hashes("13812345678", "phone") == [
        "hmac-sha256.k1.d5e30272c6fc385d54f0a7bd4cce9f094b58280fe1339e58c3087e661c7ad121",
        "hmac-sm3.k1.75eb286fdf766602641c8a5eb99a74b04348a660071fd3e099eb0d98a8cbf122",
    ]


def test_without_keys_nothing_is_written_in_clear(settings):
    settings.FIELD_KEYS = []
    with pytest.raises(KeysWrong, match="FIELD_KEYS 没有设置"):
        services.encrypt("x", context=CONTEXT)
