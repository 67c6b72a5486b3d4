"""Bad files through the doors of the back office: told in Chinese with the cure, nothing typed lost, nothing stored."""

import html
import io
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.test import Client
from PIL import Image

from media import handlers
from media.models import PortalDocument, PortalImage
from tests.factories import tables
from tests.factories.files import GPS, PDF, bomb, photograph, picture, upload

pytestmark = pytest.mark.django_db

HTML = b"<!doctype html><script>alert(1)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def send(client: Client, kind: str, file: UploadedFile, collection: int, title: str = "打好的标题") -> Any:
    return client.post(f"/admin/{kind}/add/", {"title": title, "file": file, "collection": str(collection)})


def send_several(client: Client, kind: str, file: UploadedFile, collection: int) -> Any:
    data = {"title": "打好的标题", "files[]": file, "collection": str(collection)}
    return client.post(f"/admin/{kind}/multiple/add/", data)


def nothing_stored() -> bool:
    return (
        not PortalDocument.objects.exists()
        and not PortalImage.objects.exists()
        and not [each for each in Path(settings.MEDIA_ROOT).rglob("*") if each.is_file()]
    )


WRONG_DOCUMENTS = {
    "program": ("工具.exe", b"MZ\x90", "不接受“工具.exe”这种类型的文件。可以上传：pdf"),
    "page": ("通知.html", HTML, "不接受“通知.html”"),
    "drawing": ("图.svg", SVG, "不接受“图.svg”"),
    "page as pdf": ("通知.pdf", HTML, "“通知.pdf”的内容不是pdf格式，可能改过扩展名或已损坏"),
    "zip as docx": ("纪要.docx", tables.xlsx(["a"]), "“纪要.docx”的内容不是docx格式"),
    "half a docx": ("纪要.docx", b"PK\x03\x04 cut off", "“纪要.docx”的内容不是docx格式"),
    "binary as text": ("名单.txt", b"a\x00b", "“名单.txt”的内容不是txt格式"),
    "empty": ("空.pdf", b"", "空"),
    "turned name": ("报告\u202egpj.exe", b"MZ\x90", "不接受“报告gpj.exe”"),
    "no type": ("没有扩展名", PDF, "不接受“没有扩展名”"),
    "bomb as document": ("大图.png", bomb(), "“大图.png”展开后过大（上亿像素）"),
}


@pytest.mark.parametrize("case", WRONG_DOCUMENTS)
def test_a_wrong_document_is_told_with_its_cure(signed_in: Client, collection: int, case: str) -> None:
    name, content, says = WRONG_DOCUMENTS[case]
    page = html.unescape(send(signed_in, "documents", upload(name, content), collection).content.decode())
    assert says in page
    assert 'value="打好的标题"' in page
    assert "\u202e" not in page
    answer = send_several(signed_in, "documents", upload(name, content), collection).json()
    assert not answer["success"]
    assert says in html.unescape(answer["error_message"])
    assert nothing_stored()


WRONG_PICTURES = {
    "page": ("照片.jpg", HTML, "“照片.jpg”打不开，可能不是图片或已损坏"),
    "drawing as png": ("照片.png", SVG, "“照片.png”打不开"),
    "drawing": ("照片.svg", SVG, "不接受“照片.svg”这种类型的图片。可以上传：jpg、jpeg、png、webp、gif"),
    "png as jpg": ("照片.jpg", picture("PNG"), "的内容是PNG格式，与扩展名不符"),
    "cut off": ("照片.jpg", picture()[:200], "打不开"),
    "bomb": ("照片.png", bomb(), "展开后过大（上亿像素），请缩小到5,000万像素以内"),
    "bomb below pillow's own limit": ("照片.png", bomb(9_000, 9_000), "展开后过大（9000×9000像素）"),
    "moving webp": (
        "动图.webp",
        picture("WEBP", save_all=True, append_images=[Image.new("RGB", (24, 16), "blue")]),
        "只接受GIF格式的动态图片",
    ),
}


@pytest.mark.parametrize("case", WRONG_PICTURES)
def test_a_wrong_picture_is_told_with_its_cure(signed_in: Client, collection: int, case: str) -> None:
    name, content, says = WRONG_PICTURES[case]
    page = html.unescape(send(signed_in, "images", upload(name, content), collection).content.decode())
    assert says in page
    assert 'value="打好的标题"' in page
    answer = send_several(signed_in, "images", upload(name, content), collection).json()
    assert not answer["success"]
    assert says in html.unescape(answer["error_message"])
    assert nothing_stored()


@pytest.mark.parametrize(
    "name", ["../../../../照片.jpg", "a" * 300 + ".jpg", "CON.jpg", "照\x07\u202e片.JPG", "..\\x.jpg"]
)
def test_a_hostile_name_stays_a_label(signed_in: Client, collection: int, name: str) -> None:
    assert send(signed_in, "images", upload(name, picture()), collection, title=name[:200]).status_code == 302
    image = PortalImage.objects.get()
    stored = Path(image.file.path)
    assert stored.is_file()
    assert Path(settings.MEDIA_ROOT).resolve() in stored.resolve().parents
    assert stored.stem.isalnum()
    assert not set(image.title) & set("/\\\x07\u202e")


@pytest.mark.parametrize(
    ("kind", "form"),
    [("images", "JPEG"), ("images", "PNG"), ("images", "WEBP"), ("documents", "JPEG"), ("documents", "PNG")],
)
def test_a_photograph_tells_no_place(signed_in: Client, collection: int, kind: str, form: str) -> None:
    content = photograph(form, turned=True)
    assert Image.open(io.BytesIO(content)).getexif().get_ifd(GPS)
    name = f"现场.{'jpg' if form == 'JPEG' else form.lower()}"
    assert send(signed_in, kind, upload(name, content), collection).status_code == 302
    model = PortalImage if kind == "images" else PortalDocument
    kept = Image.open(model.objects.get().file.path)
    assert not dict(kept.getexif())
    assert not kept.getexif().get_ifd(GPS)
    assert kept.size == (16, 24)  # upright
    assert b"PhoneMaker" not in Path(model.objects.get().file.path).read_bytes()


class Grown(io.RawIOBase):
    """So many bytes of nothing, made as they are read."""

    def __init__(self, head: bytes, size: int, tail: bytes) -> None:
        self.parts, self.left, self.tail = [head], size, tail
        self.length = len(head) + size + len(tail)

    def read(self, size: int = -1) -> bytes:
        if self.parts:
            return self.parts.pop()
        if self.left:
            piece = min(self.left, size if size > 0 else 65536)
            self.left -= piece
            return b"%" * piece
        tail, self.tail = self.tail, b""
        return tail


def multipart(fields: dict[str, str], file_field: str, name: str) -> tuple[bytes, bytes]:
    head = "".join(
        f'--cut\r\nContent-Disposition: form-data; name="{field}"\r\n\r\n{value}\r\n' for field, value in fields.items()
    )
    head += f'--cut\r\nContent-Disposition: form-data; name="{file_field}"; filename="{name}"\r\n'
    return (head + "Content-Type: application/pdf\r\n\r\n").encode(), b"\r\n--cut--\r\n"


def post_stream(client: Client, address: str, body: Any, length: int) -> Any:
    return client.request(
        **{
            "PATH_INFO": address,
            "REQUEST_METHOD": "POST",
            "CONTENT_TYPE": "multipart/form-data; boundary=cut",
            "CONTENT_LENGTH": str(length),
            "wsgi.input": body,
        }
    )


@pytest.mark.parametrize(
    ("kind", "name", "limit"), [("documents", "录像.pdf", "100MB的上限"), ("images", "照片.jpg", "20MB的上限")]
)
def test_what_is_too_large_is_counted_not_kept_and_its_size_is_named(
    signed_in: Client, collection: int, kind: str, name: str, limit: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: list[int] = []
    passed = handlers.RefusingUploadHandler.receive_data_chunk

    def watched(self: Any, raw_data: bytes, start: int) -> bytes | None:
        answer = passed(self, raw_data, start)
        kept.append(len(answer or b""))
        return answer

    monkeypatch.setattr(handlers.RefusingUploadHandler, "receive_data_chunk", watched)
    monkeypatch.setattr(handlers, "LARGEST_KEPT", 1_000_000)
    head, tail = multipart({"title": "打好的标题", "collection": str(collection)}, "file", name)
    body = Grown(head, 123_400_000, tail)
    page = html.unescape(post_stream(signed_in, f"/admin/{kind}/add/", body, body.length).content.decode())
    assert f"“{name}”有123.4MB，超过了{limit}" in page
    assert 'value="打好的标题"' in page
    assert 0 < sum(kept) <= 1_000_000
    assert nothing_stored()


def test_what_announces_itself_as_hopeless_is_refused_before_it_is_read(signed_in: Client) -> None:
    class Unread(io.RawIOBase):
        def read(self, *size: int) -> bytes:
            raise AssertionError("it was read")

    answer = post_stream(signed_in, "/admin/documents/add/", Unread(), 3_000_000_000)
    assert answer.status_code == 413
    text = answer.content.decode()
    assert "您上传的内容有3000MB" in text
    assert "压缩或拆开" in text
    assert "Content-Security-Policy" in answer


def test_half_an_upload_does_nothing(signed_in: Client, collection: int) -> None:
    head, tail = multipart({"title": "打好的标题", "collection": str(collection)}, "file", "纪要.pdf")
    whole = head + PDF + tail
    answer = post_stream(signed_in, "/admin/documents/add/", io.BytesIO(whole), len(whole))
    assert answer.status_code == 302
    PortalDocument.objects.get()
    for cut in (len(head) + 10, len(head) - 40, len(whole) - len(tail)):
        answer = post_stream(signed_in, "/admin/documents/add/", io.BytesIO(whole[:cut]), len(whole))
        assert answer.status_code == 400
    assert PortalDocument.objects.count() == 1


def test_nobody_uploads_without_having_signed_in(client: Client, collection: int, monkeypatch: Any) -> None:
    seen: list[int] = []
    complete = handlers.RefusingUploadHandler.file_complete

    def watched(self: Any, size: int) -> Any:
        found = complete(self, size)
        seen.append(len(found.read()) if found is not None else size)
        return found

    monkeypatch.setattr(handlers.RefusingUploadHandler, "file_complete", watched)
    client.post("/feedback/", {"text": "慰问金发放标准能否写明依据？", "file": upload("x.pdf", PDF * 1000)})
    assert seen == [0]
    assert nothing_stored()
