"""Screens of imports and exports, the same in every domain; a domain puts them among its addresses.

work_urlpatterns = [*import_urlpatterns(RosterImporter, "/work/members/"), *export_urlpatterns(RosterExporter, …), …]
"""

import uuid
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from records.kit import exports, imports, keyset, marked_tables
from records.kit.errors import Conflict, NotVisible, Refused
from records.kit.exports import CONTENT_TYPES, Exporter
from records.kit.forms import WorkForm, attempt
from records.kit.imports import Importer
from records.kit.models import ImportBatch, Job
from records.kit.sheets import LARGEST_FILE, column_letter
from records.kit.web import actor_of

FINDINGS_SHOWN = 50


class UploadForm(WorkForm):
    """One table."""

    file = forms.FileField(
        label="表格文件",
        help_text="可用 .xlsx 或 .csv，最大100MB，最多50,000行。上传后先预检，不会马上写入。",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv", "data-accept-hint": ".xlsx、.csv"}),
        error_messages={
            "required": "请选择要导入的表格文件。",
            "empty": "文件是空的，请重新选择文件。",
            "missing": "没有收到文件，请重新选择后上传。",
        },
        max_length=None,
    )

    def clean_file(self) -> Any:
        """Refuse by size before anything is read."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise ValidationError(
                f"文件有{file.size // 1024 // 1024}MB，超过100MB的上限：请分成几个文件上传，或删去其中的图片。"
            )
        return file


def import_urlpatterns(kind: type[Importer], home: str, crumbs: list[dict[str, str]]) -> list[URLPattern]:
    """`import/`, its template, and each upload's page; `home` is the address of the register."""
    views = _ImportViews(kind, home, crumbs)
    return [
        path("import/", views.guarded(views.upload), name="import"),
        path("import/template/", views.guarded(views.template), name="import-template"),
        path("import/<uuid:uid>/", views.guarded(views.batch), name="import-batch"),
        path("import/<uuid:uid>/check/", views.guarded(views.check), name="import-check"),
        path("import/<uuid:uid>/marked/", views.guarded(views.marked), name="import-marked"),
    ]


class _ImportViews:
    def __init__(self, kind: type[Importer], home: str, crumbs: list[dict[str, str]]) -> None:
        self.kind, self.home, self.crumbs = kind, home, crumbs

    def guarded(self, view: Callable[..., HttpResponse]) -> Any:
        """Only for who may import such rows somewhere; for others the screen does not exist."""

        def open_to(request: HttpRequest, **kwargs: Any) -> HttpResponse:
            if not self.kind.may(actor_of(request)):
                raise NotVisible()
            return view(request, **kwargs)

        return never_cache(login_required(open_to))

    def _context(self, title: str, **context: Any) -> dict[str, Any]:
        return {"title": title, "crumbs": [*self.crumbs, {"label": "导入", "url": ""}], "home": self.home, **context}

    def upload(self, request: HttpRequest) -> HttpResponse:
        """Choose a file; it is kept and checked."""
        actor = actor_of(request)
        form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
        if request.method == "POST" and form.is_valid():
            file = form.cleaned_data["file"]
            batch = attempt(form, lambda: imports.upload(actor, self.kind, file.chunks(), file.name or ""))
            if batch is not None:
                imports.start_check(actor, batch.uid)
                return redirect(f"{self.home}import/{batch.uid}/")
        earlier = ImportBatch.objects.visible_to(actor).filter(importer=self.kind.name)[:10]
        context = self._context(
            f"导入{self.kind.label}",
            intro="先预检，看清会新增和更新哪些人、有哪些问题，再确认导入；有一处错误就一行也不写入。",
            form=form,
            submit_label="上传并预检",
            cancel_url=self.home,
            template_url=f"{self.home}import/template/",
            earlier=[{**_line(batch), "url": f"{self.home}import/{batch.uid}/"} for batch in earlier],
        )
        return render(request, "kit/import_upload.html", context, status=422 if form.errors else 200)

    def template(self, request: HttpRequest) -> HttpResponse:
        """An empty table with the right headings and a row of guidance."""
        file = marked_tables.template(self.kind(actor_of(request)))
        return _attachment(FileResponse(file, content_type=CONTENT_TYPES["xlsx"]), f"{self.kind.label}模板.xlsx")

    def batch(self, request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
        """What the check found; POST applies."""
        actor = actor_of(request)
        batch = self._mine(actor, uid)
        wrong = ""
        if request.method == "POST":
            try:
                batch = imports.start_apply(actor, uid, plan=request.POST.get("plan", ""))
            except (Conflict, Refused) as error:
                wrong = error.message
            except ValidationError as error:
                wrong = "".join(error.messages)
            else:
                if batch.state == ImportBatch.State.APPLIED:
                    messages.success(request, f"已导入“{batch.file_name}”：{batch.message}")
                return redirect(f"{self.home}import/{uid}/")
            batch = self._mine(actor, uid)
        job = batch.job
        running = job is not None and job.state in (Job.State.WAITING, Job.State.RUNNING)
        page = keyset.page(imports.rows_in_order(batch), ("row", "pk"), request.GET, size=FINDINGS_SHOWN)
        context = self._context(
            f"预检：{batch.file_name}",
            batch=batch,
            unit=self.kind.unit,
            state=_line(batch)["badge"],
            wrong=wrong,
            job=job,
            running=running,
            failed=job is not None and job.state == Job.State.FAILED,
            may_apply=batch.state == ImportBatch.State.CHECKED and not batch.wrong and not running,
            table=_finding_table(page.rows),
            newer=f"?before={page.newer}" if page.newer else "",
            older=f"?after={page.older}" if page.older else "",
            has_file=batch.state != ImportBatch.State.UNREADABLE,
        )
        return render(request, "kit/import_batch.html", context, status=409 if wrong else 200)

    def check(self, request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
        """Check again, after organisations or permissions were put right."""
        if request.method != "POST":
            return redirect(f"{self.home}import/{uid}/")
        actor = actor_of(request)
        self._mine(actor, uid)
        try:
            imports.start_check(actor, uid)
        except Conflict as error:
            messages.error(request, error.message)
        return redirect(f"{self.home}import/{uid}/")

    def marked(self, request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
        """The uploaded table with what was found written beside each row."""
        batch = self._mine(actor_of(request), uid)
        file = marked_tables.marked(batch)
        name = f"{batch.file_name.rpartition('.')[0] or batch.file_name}-问题标注.xlsx"
        return _attachment(FileResponse(file, content_type=CONTENT_TYPES["xlsx"]), name)

    def _mine(self, actor: Any, uid: uuid.UUID) -> ImportBatch:
        batch = imports.batch_of(actor, uid)
        if batch.importer != self.kind.name:
            raise NotVisible()
        return batch


def _line(batch: ImportBatch) -> dict[str, Any]:
    tones = {"checked": "warn" if batch.wrong else "info", "unreadable": "bad", "applied": "good"}
    words = {"checked": batch.wrong_words or "可以导入"}
    word = words.get(batch.state, batch.get_state_display())
    return {
        "title": batch.file_name,
        "date": batch.created_at,
        "meta": f"{batch.rows:,}行" if batch.rows else "",
        "badge": {"word": word, "tone": tones.get(batch.state, "plain")},
    }


def _finding_table(found: list[Any]) -> dict[str, Any]:
    rows = [
        {
            "cells": [
                f"第{each.row}行",
                f"{column_letter(each.place)}列 {each.column}" if each.place is not None else each.column,
                each.value,
                {"badge": ("错误", "bad") if each.is_error else ("留意", "warn")},
                each.message,
                each.cure,
            ]
        }
        for each in found
    ]
    columns = [{"label": "行", "nowrap": True}, "列", "内容", "轻重", "问题", "改法"]
    return {"caption": "预检发现的问题", "caption_hidden": True, "columns": columns, "rows": rows}


# ── Exports ─────────────────────────────────────────────────────────────────
class ExportForm(WorkForm):
    """How a table leaves."""

    form = forms.ChoiceField(
        label="格式", choices=[("xlsx", "表格（.xlsx）"), ("csv", "CSV（通用文本）")], widget=forms.RadioSelect
    )
    full_numbers = forms.BooleanField(
        label="导出完整的公民身份号码和手机号码", required=False, help_text="不勾选时只导出掩码"
    )
    reason = forms.CharField(
        label="导出完整号码的事由",
        required=False,
        max_length=200,
        help_text="勾选上一项时必填，不少于4个字。导出人、时间、范围、人数和事由记入日志。",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, may_open: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_open:
            del self.fields["full_numbers"], self.fields["reason"]


def export_urlpatterns(
    kind: type[Exporter], home: str, crumbs: list[dict[str, str]], plain: Callable[[Any], dict[str, str]]
) -> list[URLPattern]:
    """`export/` and each large export's page; `plain` takes this register's filters from a query."""
    views = _ExportViews(kind, home, crumbs, plain)
    export = views.guarded(require_http_methods(["GET", "POST"])(views.export))
    return [path("export/", export, name="export"), *progress_urlpatterns(kind, home, crumbs)]


def progress_urlpatterns(kind: type[Exporter], home: str, crumbs: list[dict[str, str]]) -> list[URLPattern]:
    """Each large export's page, and its file, for a register that starts exports by a screen of its own."""
    views = _ExportViews(kind, home, crumbs, dict)
    guard = views.guarded
    return [
        path("exports/<uuid:uid>/", guard(require_GET(views.progress)), name="export-progress"),
        path("exports/<uuid:uid>/file/", guard(require_POST(views.file)), name="export-file"),
    ]


class _ExportViews:
    def __init__(
        self, kind: type[Exporter], home: str, crumbs: list[dict[str, str]], plain: Callable[[Any], dict[str, str]]
    ) -> None:
        self.kind, self.home, self.crumbs, self.plain = kind, home, crumbs, plain

    def guarded(self, view: Callable[..., HttpResponse]) -> Any:
        """Only for who may export such rows somewhere."""

        def open_to(request: HttpRequest, **kwargs: Any) -> HttpResponse:
            if not actor_of(request).scope.paths(self.kind.action):
                raise NotVisible()
            return view(request, **kwargs)

        return never_cache(login_required(open_to))

    def export(self, request: HttpRequest) -> HttpResponse:
        """Say what would be exported and how; POST exports."""
        actor = actor_of(request)
        filters = self.plain(request.GET)
        may_open = bool(self.kind.sensitive_action and actor.scope.paths(self.kind.sensitive_action))
        posted = request.POST if request.method == "POST" else None
        form = ExportForm(posted, may_open=may_open, initial={"form": "xlsx"})
        if request.method == "POST" and form.is_valid():
            given = form.cleaned_data
            export = attempt(
                form,
                lambda: exports.start(
                    actor,
                    self.kind,
                    filters,
                    form=given["form"],
                    sensitive=bool(given.get("full_numbers")),
                    reason=given.get("reason", ""),
                ),
            )
            if export is not None and export.job is not None:
                return redirect(f"{self.home}exports/{export.job.uid}/")
            if export is not None and export.pieces is not None:
                response = StreamingHttpResponse(export.pieces, content_type=export.content_type)
                return _attachment(response, export.file_name)
        made = self.kind()
        try:
            count = made.rows(actor, filters).count()
        except ValidationError as error:
            messages.error(request, "".join(error.messages))
            return redirect(self.home)
        context = {
            "title": f"导出{self.kind.label}",
            "crumbs": [*self.crumbs, {"label": "导出", "url": ""}],
            "facts": [("范围", made.described(filters)), ("数量", f"{count:,}{self.kind.unit}")],
            "form": form,
            "submit_label": "导出",
            "cancel_url": self.home,
        }
        return render(request, "theme/form.html", context, status=422 if form.errors else 200)

    def progress(self, request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
        """How far a large export is."""
        job = self._mine(request, uid)
        context = {
            "title": job.label,
            "crumbs": [*self.crumbs, {"label": "导出", "url": ""}],
            "job": job,
            "running": job.state in (Job.State.WAITING, Job.State.RUNNING),
            "ready": job.state == Job.State.DONE and job.result_file,
            "home": self.home,
        }
        return render(request, "kit/export_progress.html", context)

    def file(self, request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
        """The finished file, for the one who asked for it."""
        self._mine(request, uid)
        name, content_type, pieces = exports.job_file(actor_of(request), uid)
        return _attachment(StreamingHttpResponse(pieces, content_type=content_type), name)

    def _mine(self, request: HttpRequest, uid: uuid.UUID) -> Job:
        job = Job.objects.filter(uid=uid, name="kit.export", started_by_id=actor_of(request).scope.user_id).first()
        if job is None or job.arguments.get("exporter") != self.kind.name:
            raise NotVisible()
        return job


def _attachment(response: Any, name: str) -> HttpResponse:
    """Have a file saved, never shown, under its Chinese name."""
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    finished: HttpResponse = response
    return finished
