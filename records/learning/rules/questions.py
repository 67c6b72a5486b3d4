"""What a question must be, before anybody is asked 试题检查."""

from collections.abc import Sequence

FEWEST_CHOICES, MOST_CHOICES = 2, 8
LONGEST_TEXT, LONGEST_CHOICE = 1000, 300
TRUE_FALSE = ("正确", "错误")
LETTERS = "ABCDEFGH"


def question_errors(*, kind: str, text: str, choices: Sequence[str], answer: Sequence[int]) -> list[str]:
    """What is wrong with a question, in Chinese, with the cure; `answer` holds positions in `choices` from 0."""
    found: list[str] = []
    if not text.strip():
        found.append("请填写题目。")
    elif len(text) > LONGEST_TEXT:
        found.append(f"题目不超过{LONGEST_TEXT}字，现有{len(text)}字。")
    if kind != "true_false":
        if not FEWEST_CHOICES <= len(choices) <= MOST_CHOICES:
            found.append(f"选项应为{FEWEST_CHOICES}至{MOST_CHOICES}个，每行一个，现有{len(choices)}个。")
        if any(not choice.strip() for choice in choices):
            found.append("有空白的选项，请删去或填写。")
        if len(set(choices)) != len(choices):
            found.append("有两个选项相同，请更改其中一个。")
        if any(len(choice) > LONGEST_CHOICE for choice in choices):
            found.append(f"选项不超过{LONGEST_CHOICE}字。")
    if not answer:
        found.append("请指出正确答案。")
    elif any(not 0 <= place < len(choices) for place in answer) or len(set(answer)) != len(answer):
        found.append("正确答案超出选项范围或有重复，请核对。")
    elif kind != "multiple" and len(answer) != 1:
        found.append("单选题和判断题只有一个正确答案；多个答案请改为多选题。")
    elif kind == "multiple" and len(answer) < 2:
        found.append("多选题至少有两个正确答案；只有一个的请改为单选题。")
    return found


def read_answer(typed: str, choices: Sequence[str]) -> tuple[int, ...]:
    """Positions meant by what was typed: `AC`, `a、c`, `A, C`, or for true and false 正确 / 对. Raises ValueError in Chinese."""
    plain = typed.strip()
    if tuple(choices) == TRUE_FALSE:
        words = {"正确": 0, "对": 0, "A": 0, "错误": 1, "错": 1, "B": 1}
        if plain.upper() in words:
            return (words[plain.upper()],)
        raise ValueError(f"判断题的答案填“正确”或“错误”，现为“{plain}”。")
    found: list[int] = []
    for sign in plain.upper():
        if sign in " ,，、;；.":
            continue
        place = LETTERS.find(sign)
        if place < 0 or place >= len(choices):
            last = LETTERS[max(0, min(len(choices), MOST_CHOICES) - 1)]
            raise ValueError(f"答案“{plain}”不正确：请填A至{last}中的字母，多选连写，例如AC。")
        if place not in found:
            found.append(place)
    return tuple(sorted(found))


def answer_text(choices: Sequence[str], answer: Sequence[int]) -> str:
    """The answer as it is typed: letters, or the word for true and false."""
    if tuple(choices) == TRUE_FALSE:
        return TRUE_FALSE[answer[0]] if answer else ""
    return "".join(LETTERS[place] for place in answer)
