"""How words and numbers of an address are read: what is none of those that it may be is said by name, with the value and the cure."""

from collections.abc import Collection, Iterable

SHOWN = 40  # characters of what was sent, in a message
Problems = dict[str, str]


def number_in(text: str, name: str, least: int, most: int, problems: Problems) -> int | None:
    """A whole number within bounds; None where none was given, or where it is among the problems."""
    if not text:
        return None
    if text.isascii() and text.isdigit() and len(text) <= len(str(most)) and least <= int(text) <= most:
        return int(text)
    problems[name] = f"“{text[:SHOWN]}”不对，请填{least}到{most}的整数。"
    return None


def chosen_in(texts: Iterable[str], name: str, known: Collection[str], problems: Problems) -> list[str]:
    """Those of these words that are known; the first that is not is among the problems."""
    given = [text for text in texts if text]
    if strange := [text for text in given if text not in known]:
        problems[name] = f"没有“{strange[0][:SHOWN]}”，可填：{'、'.join(known)}。"
    return [text for text in given if text in known]
