"""A citizen's number in clear is nowhere: not in any table, log, error page, or file on disk."""

import logging
import pickle
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.views.debug import ExceptionReporter

from records.kit import exports, imports
from records.kit.actors import SYSTEM
from records.members import services
from records.members.exports import RosterExporter
from records.members.imports import RosterImporter
from records.members.models import Member
from records.organisations.roles import Role
from tests.factories import tables
from tests.factories.access import holder
from tests.factories.members import complete, identity_number, member

BACKEND = "records.access.backends.PortalBackend"


def whole_database() -> str:
    """Every value of every table, as text."""
    found: list[str] = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            found += [repr(bytes(value) if isinstance(value, memoryview) else value) for row in cursor for value in row]
    return "\n".join(found)


def test_after_every_act_no_table_and_no_file_holds_the_number_in_clear(county, signed_in, caplog):
    caplog.set_level(logging.DEBUG)
    secrets = {
        "registered": identity_number(),
        "corrected": identity_number(),
        "imported": identity_number(),
        "refused": identity_number()[:17] + "Z",
    }
    phone, hardship = "13700001234", "患有某种慢性疾病"
    administrator = holder(Role.ORGANISATION_ADMINISTRATOR, county.town)
    client = signed_in(administrator)
    one = services.register(
        administrator,
        organisation=county.branch,
        **complete(identity_number=secrets["registered"], phone=phone, hardship=hardship),
    )
    services.correct(administrator, one.uid, identity_number=secrets["corrected"], reason="号码更正")
    services.reveal_identity_number(administrator, one.uid, reason="核对证件信息")
    client.post(f"/work/members/{one.uid}/reveal/", {"field": "phone", "reason": "核对证件信息"})
    client.post("/work/members/register/", {"name": "甲", "identity_number": secrets["refused"], "category": "full"})
    client.get("/work/members/", {"name": secrets["corrected"]})
    table = tables.xlsx(
        ["姓名", "身份证号", "所在党支部", "人员类别", "入党日期", "转正日期"],
        ["乙", secrets["imported"], "石桥村第一党支部", "正式党员", "2005-07-01", "2006-07-01"],
    )
    batch = imports.upload(administrator, RosterImporter, [table], "名册.xlsx")
    batch = imports.check(administrator, batch.uid)
    imports.apply(administrator, batch.uid, plan=batch.plan)
    bad = imports.upload(
        administrator,
        RosterImporter,
        [tables.xlsx(["姓名", "身份证号"], ["丙", secrets["refused"]], ["丁", secrets["imported"]])],
        "b.xlsx",
    )
    imports.check(administrator, bad.uid)
    kept, exports.INLINE_ROWS = exports.INLINE_ROWS, 0
    try:
        export = exports.start(administrator, RosterExporter, {}, sensitive=True, reason="年度统计核对")
    finally:
        exports.INLINE_ROWS = kept
    from records.kit import jobs

    assert jobs.run_piece(export.job.pk) == "done"
    assert Member.objects.count() == 2

    dump = whole_database()
    logs = "\n".join(record.getMessage() for record in caplog.records)
    files = b"".join(path.read_bytes() for path in (Path(settings.VAR) / "sealed").rglob("*") if path.is_file())
    for name, secret in {**secrets, "phone": phone, "hardship": hardship}.items():
        assert secret not in dump, f"{name} stands in the database"
        assert secret not in logs, f"{name} stands in a log"
        assert secret.encode() not in files, f"{name} stands in a file"
    assert str(one.uid) in dump or one.uid.hex in dump  # the dump is a dump


def test_the_dump_sees_what_is_there(county):
    one = member(county.branch, "周启明", residence="石桥村九组")
    assert "石桥村九组" in whole_database()
    assert one.name in whole_database()


def test_an_error_page_shows_no_number(county, signed_in, monkeypatch, rf):
    """An error halfway through registering: neither the page nor the report to the operator holds what was typed."""
    number = identity_number()

    def broken(*args, **kwargs):
        raise ZeroDivisionError("halfway")

    monkeypatch.setattr("records.members.services.entering.first_version", broken)
    client = Client(raise_request_exception=False)
    client.force_login(holder(Role.SECRETARY, county.village), backend=BACKEND)
    given = {
        "organisation": str(county.branch.uid), "kind": "registered", "category": "full", "name": "周启明",
        "identity_number": number, "phone": "13700001234", "joined_on": "2005-07-01", "seniority_correction": "0",
    }  # fmt: skip
    answer = client.post("/work/members/register/", given)
    assert answer.status_code == 500
    assert number not in answer.content.decode()
    assert not Member.objects.exists()
    report = ExceptionReporter(answer.wsgi_request, *answer.exc_info).get_traceback_text()
    assert "ZeroDivisionError" in report
    assert number not in report
    assert "13700001234" not in report
    api = client.post(
        "/api/v1/members/",
        {
            "organisation": str(county.branch.uid),
            "category": "full",
            "name": "周启明",
            "identity_number": number,
            "joined_on": "2005-07-01",
        },
        content_type="application/json",
    )
    assert api.status_code == 500
    assert number not in api.content.decode()


def test_a_member_prints_nothing_sensitive(county):
    number = identity_number()
    one = member(county.branch, "周启明", identity_number=number, hardship="患病")
    kept = Member.objects.get(pk=one.pk)
    for text in (
        repr(kept),
        str(kept.__dict__),
        repr(kept.identity_number),
        f"{kept.identity_number}",
        str(kept.hardship),
    ):
        assert number not in text
        assert "患病" not in text
    with pytest.raises(TypeError):
        pickle.dumps(kept.identity_number)
    assert services.reveal(SYSTEM, kept.uid, "hardship", reason="核对困难情况") == "患病"
