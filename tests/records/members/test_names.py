"""Personal names: sorting and finding by a part."""

import pytest

from records.members.names import cleaned_name, pinyin_keys, sort_key


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("周启明", "|zhouqiming|zqm|"),
        ("曾国强", "|zengguoqiang|zgq|"),  # not ceng
        ("单雄信", "|shanxiongxin|sxx|"),
        ("尉迟恭", "|yuchigong|ycg|"),
        ("吕布", "|lvbu|lb|"),
    ],
)
def test_pinyin_reads_family_names_as_names(name, keys):
    assert pinyin_keys(name) == keys


def test_sorting_is_by_sound_and_then_by_character():
    names = ["赵六", "张三", "章三", "周启明", "陈立秋"]
    assert sorted(names, key=sort_key) == ["陈立秋", "张三", "章三", "赵六", "周启明"]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("周 启 明", "周启明"),
        ("　张三 ", "张三"),
        ("阿依古丽•买买提", "阿依古丽·买买提"),
        ("Ａnna  Lee", "Anna Lee"),
    ],
)
def test_names_are_stored_one_way(typed, kept):
    assert cleaned_name(typed) == kept
