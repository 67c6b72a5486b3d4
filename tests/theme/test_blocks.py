"""Every block of a body, drawn by the theme, inside a document."""

import io
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template import Context, Template
from PIL import Image

from cms_pages.blocks import BodyBlock
from media import services
from records.kit.actors import SYSTEM
from tests.factories import pages
from tests.factories.organisations import County


def draw(value: Any) -> str:
    return Template("{% load portal_tags %}{% body value %}").render(Context({"value": value}))


def stream(*blocks: tuple[str, Any]) -> Any:
    return BodyBlock().to_python([{"type": kind, "value": value} for kind, value in blocks])


def test_headings_text_quote_and_their_escaping(db: None) -> None:
    html = draw(
        stream(
            ("heading", {"text": "一、收缴<情况>", "level": "2"}),
            ("heading", {"text": "（一）总体", "level": "3"}),
            ("text", "<p>收缴<b>2,043.90元</b>。</p>"),
            ("quote", {"text": "票据随后公开。\n请监督。", "source": "第一党支部"}),
        )
    )
    assert "<h2>一、收缴&lt;情况&gt;</h2>" in html
    assert "<h3>（一）总体</h3>" in html
    assert "<b>2,043.90元</b>" in html
    assert "票据随后公开。<br>请监督。" in html
    assert "——第一党支部" in html


def test_a_heading_carries_its_anchor(db: None) -> None:
    value = stream(("heading", {"text": "一、收缴情况", "level": "2"}))
    value[0].value["anchor"] = "s1"
    assert '<h2 id="s1">' in draw(value)


def test_a_table_sets_figures_right_and_becomes_cards(db: None) -> None:
    data = [["支部", "人数", "说明"], ["第一党支部", "26", "村东"], ["第二党支部", "1,024", None]]
    html = draw(
        stream(
            (
                "table",
                {
                    "data": data,
                    "first_row_is_table_header": True,
                    "first_col_is_header": True,
                    "table_caption": "表1　人数",
                    "cell": [],
                },
            )
        )
    )
    assert "<caption>表1　人数</caption>" in html
    assert '<th scope="col" class="n">人数</th>' in html
    assert '<th scope="row">第一党支部</th>' in html
    assert '<td class="n" data-label="人数">1,024</td>' in html
    assert "None" not in html
    assert "table--cards" in html


def test_a_table_without_heads_stays_a_table(db: None) -> None:
    html = draw(
        stream(("table", {"data": [["甲", "乙"]], "first_row_is_table_header": False, "first_col_is_header": False}))
    )
    assert "<thead" not in html
    assert "table--cards" not in html


@pytest.fixture
def picture(county: County) -> Any:
    pages.column(county.village)
    content = io.BytesIO()
    Image.new("RGB", (1200, 800), "#8c1a1c").save(content, "PNG")
    upload = SimpleUploadedFile("river.png", content.getvalue(), "image/png")
    return services.store_image(SYSTEM, county.village, upload, title="清理后的河道")


def test_a_picture_is_offered_in_sizes_with_its_dimensions(picture: Any) -> None:
    html = draw(stream(("image", {"image": picture.pk, "alt": "清理后的河道", "caption": "11月15日"})))
    assert "<picture>" in html
    assert 'type="image/webp"' in html
    assert re.search(r'<img[^>]*alt="清理后的河道"', html)
    assert re.search(r'<img[^>]*width="\d+"', html)
    assert "480w" in html
    assert "<figcaption>11月15日</figcaption>" in html


def test_files_and_videos_are_those_of_the_portal(county: County) -> None:
    pages.column(county.village)
    document = services.store_document(
        SYSTEM, county.village, SimpleUploadedFile("list.txt", "票据清单".encode()), title="票据清单"
    )
    html = draw(
        stream(
            ("document", {"document": document.pk, "title": ""}),
            ("video", {"document": document.pk, "title": "第三讲", "transcript": "先看人数。\n\n再看票数。"}),
        )
    )
    assert "票据清单" in html
    assert "TXT" in html
    assert "字节" in html
    assert f'<source src="{document.url}"' in html
    assert "<p>再看票数。</p>" in html


def test_a_body_that_is_plain_text_is_escaped(db: None) -> None:
    assert draw("一<b>\n\n二") == "<p>一&lt;b&gt;</p><p>二</p>"
