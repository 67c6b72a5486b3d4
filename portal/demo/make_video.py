"""Draw the demo course's short film from its own script; needs ffmpeg and a Chinese font, so its result is committed.

python portal/demo/make_video.py /usr/share/fonts/opentype/noto/NotoSerifCJK-Bold.ttc
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT, RATE = 960, 540, 12
PAPER, INK, RED, GOLD = "#fffefc", "#1f1a17", "#8c1a1c", "#b88d3c"

# seconds, title, lines: what is said stands on the picture, so that the film needs no sound
SLIDES: list[tuple[int, str, list[str]]] = [
    (6, "三会一课怎么开", ["清平县委党校　四十秒短片"]),
    (9, "支部党员大会", ["一般每季度召开一次", "作出决议须有半数以上有表决权的党员到会"]),
    (8, "支部委员会", ["一般每月召开一次", "半数以上委员到会方可进行"]),
    (8, "党小组会和党课", ["党小组会一般每月一次", "党课结合实际，注重身边人讲身边事"]),
    (9, "主题党日和记录", ["每月相对固定一天", "如实记录一次，公开、学时、考核都由此而来"]),
]


def frames(font_path: str) -> list[tuple[Image.Image, int]]:
    """One picture a slide with its number of frames."""
    big, small = ImageFont.truetype(font_path, 64), ImageFont.truetype(font_path, 32)
    drawn = []
    for number, (seconds, title, lines) in enumerate(SLIDES):
        picture = Image.new("RGB", (WIDTH, HEIGHT), RED if number == 0 else PAPER)
        pen = ImageDraw.Draw(picture)
        light = "#fffaf5" if number == 0 else INK
        pen.rectangle([0, 0, WIDTH, 8], fill=GOLD if number == 0 else RED)
        pen.text((90, 150), title, font=big, fill=light)
        pen.line([(90, 250), (190, 250)], fill=GOLD, width=4)
        for row, line in enumerate(lines):
            pen.text((90, 285 + 58 * row), line, font=small, fill=light)
        pen.text((90, 470), f"{number + 1} / {len(SLIDES)}", font=small, fill=GOLD)
        drawn.append((picture, seconds * RATE))
    return drawn


def main() -> None:
    """Write data/three-meetings.mp4 beside this file."""
    target = Path(__file__).parent / "data" / "three-meetings.mp4"
    with tempfile.TemporaryDirectory() as folder:
        number = 0
        for picture, count in frames(sys.argv[1]):
            for _ in range(count):
                picture.save(f"{folder}/{number:04d}.png")
                number += 1
        command = ["ffmpeg", "-y", "-loglevel", "error", "-framerate", str(RATE), "-i", f"{folder}/%04d.png"]
        command += ["-c:v", "libx264", "-pix_fmt", "yuv420p", "-profile:v", "baseline", "-crf", "28", "-g", "24"]
        subprocess.run([*command, "-movflags", "+faststart", str(target)], check=True)  # noqa: S603


if __name__ == "__main__":
    main()
