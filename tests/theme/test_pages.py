"""Every page template renders with its context, without inline script or style."""

import re

import pytest
from django.template.loader import render_to_string

from tests.theme import sample_forms, sample_pages


@pytest.mark.parametrize("name", sample_pages.pages())
def test_page_renders_whole_and_within_the_content_policy(name: str) -> None:
    html = sample_pages.render(name)
    assert "<h1" in html
    assert "问题与建议" in html or name == "letter"  # a sheet to print has neither header nor footer
    assert not re.search(r"\sstyle=|\son\w+=|<style|javascript:", html)
    assert not re.search(r"<script(?![^>]*\ssrc=)", html)
    assert "None" not in html
    ids = re.findall(r'\sid="([^"]+)"', re.sub(r"<template.*?</template>", "", html, flags=re.S))
    assert len(ids) == len(set(ids)), sorted(one for one in set(ids) if ids.count(one) > 1)


def test_switches_of_the_reader_are_set_by_the_server() -> None:
    html = sample_pages.render("task", type="large", theme="dark")
    assert 'data-type="large" data-theme="dark"' in html


def test_an_error_is_named_at_the_field_and_in_the_summary() -> None:
    html = sample_pages.render("form-wrong")
    assert 'href="#id_amount"' in html
    assert re.search(
        r'<input[^>]*aria-invalid="true"[^>]*id="id_amount"|<input[^>]*id="id_amount"[^>]*aria-invalid="true"', html
    )
    assert re.search(r'aria-describedby="id_amount_help id_amount_error"', html)
    assert 'id="id_amount_error"' in html
    assert "人民币贰万元整" in html


def test_errors_of_a_form_and_its_lines_stand_in_one_summary() -> None:
    blank = {"lines-TOTAL_FORMS": "1", "lines-INITIAL_FORMS": "1", "lines-0-title": "教材"}
    lines = sample_forms.LineFormSet(blank, prefix="lines")
    form = sample_forms.filing("wrong")
    html = sample_pages.render("form-wrong", changes={"form": form, "formsets": [{"formset": lines, "legend": "明细"}]})
    assert html.count('id="error-summary"') == 1
    assert f"有{len(form.errors) + 2}处需要更正" in html  # the line lacks its category and its amount
    assert "第1项 金额" in html


@pytest.mark.parametrize("name", ["400", "403", "404", "500", "403_csrf"])
def test_an_error_page_needs_neither_context_nor_database(name: str) -> None:
    html = render_to_string(f"{name}.html")
    assert "<h1>" in html
    assert "问题与建议" in html
    assert "{" not in html
    assert not re.search(r"\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", html)


def test_an_error_page_keeps_the_readers_switches() -> None:
    html = render_to_string("404.html", {"portal": {"name": "清平党务", "seal": "清平", "type": "large", "demo": True}})
    assert 'data-type="large"' in html
    assert "清平党务" in html
    assert "虚构" in html
