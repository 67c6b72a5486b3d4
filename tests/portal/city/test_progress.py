"""One line of progress: redrawn on a terminal, a few lines in a log."""

import io

from portal.city.progress import Line


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_log_gets_the_beginning_and_the_end_of_a_part():
    log = io.StringIO()
    line = Line(log)
    for done in range(1, 101):
        line.show("党员", done * 10, 1000)
    line.end()
    lines = log.getvalue().splitlines()
    assert len(lines) == 2
    assert "10／1,000" in lines[0]
    assert "100%" in lines[1]
    assert "\r" not in log.getvalue()


def test_a_terminal_sees_one_line_redrawn():
    terminal = Terminal()
    line = Line(terminal)
    line.show("组织", 5, 10)
    line.show("组织", 10, 10)
    line.show("党员", 1, 10)
    line.end()
    assert terminal.getvalue().count("\r") == 3
    assert terminal.getvalue().count("\n") == 2
    assert "50%" in terminal.getvalue()


def test_without_a_total_it_counts():
    log = io.StringIO()
    Line(log).show("搜索索引", 1500)
    assert log.getvalue() == "搜索索引　1,500\n"
