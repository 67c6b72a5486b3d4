"""Bars: their labels never run into each other, and the last one is always written."""

import pytest

from theme import charts


@pytest.mark.parametrize(
    ("labels", "written"),
    [
        ([f"{month}月" for month in range(1, 13)], 12),
        ([f"11-{day}" for day in range(14, 28)], 7),
        ([f"2026-{month:02}" for month in range(1, 13)], 6),
        (["石桥村党总支"], 1),
        ([], 0),
    ],
)
def test_as_many_labels_are_written_as_fit_on_a_phone(labels: list[str], written: int) -> None:
    drawn = charts.bars(labels, [{"label": "次数", "values": [1] * len(labels), "tone": 1}])["bars"]
    shown = [bar["label"] for bar in drawn if bar["label"]]
    assert len(shown) == written
    assert shown[-1:] == labels[-1:]
