"""Progress of long work as one line: redrawn on a terminal, a new line now and then in a log."""

import time
from typing import Any, Final

SECONDS_IN_A_LOG: Final = 10.0
WIDTH: Final = 24  # of the bar, in characters


class Line:
    """Where a command's work has come to. `stream` is what the command writes to (OutputWrapper or a file)."""

    def __init__(self, stream: Any) -> None:
        self.stream = stream
        self.live = bool(getattr(stream, "isatty", lambda: False)())
        self._label = ""
        self._began = self._said = 0.0

    def show(self, label: str, done: int, total: int | None = None) -> None:
        """Tell how far a part has come; a new label begins a new line."""
        now = time.monotonic()
        if label != self._label:
            self.end()
            self._label, self._began, self._said = label, now, 0.0
        finished = total is not None and done >= total
        if self.live:
            self._write("\r" + self._words(label, done, total, now) + "\x1b[K")
        elif finished or now - self._said >= SECONDS_IN_A_LOG:
            self._write(self._words(label, done, total, now) + "\n")
            self._said = now

    def end(self) -> None:
        """Leave the line as it is and go to the next."""
        if self._label and self.live:
            self._write("\n")
        self._label = ""

    def _write(self, text: str) -> None:
        self.stream.write(text, **({"ending": ""} if hasattr(self.stream, "style_func") else {}))
        self.stream.flush()

    def _words(self, label: str, done: int, total: int | None, now: float) -> str:
        if not total:
            return f"{label}　{done:,}"
        full = min(WIDTH, WIDTH * done // total)
        bar = "█" * full + "░" * (WIDTH - full)
        return f"{label}　{bar} {min(100, 100 * done // total):>3}%　{done:,}／{total:,}　{now - self._began:.0f} 秒"
