"""A roster as a table: checked as a whole, applied as a whole, once."""

import datetime

import pytest

from records.audit.models import JournalEntry
from records.kit import imports, sealed_files
from records.kit.errors import Conflict, Invalid, NotVisible, Refused
from records.kit.models import ImportBatch, StoredEvent
from records.members import services
from records.members.imports import RosterImporter
from records.members.models import Member, MemberVersion
from records.organisations.roles import Role
from search.index.models import OutboxRow
from tests.factories import tables
from tests.factories.access import affiliated, again, holder
from tests.factories.members import identity_number, member
from tests.factories.organisations import County, organisation

HEADER = ["姓名", "身份证号码", "所在党支部", "人员类别", "入党时间", "转正时间", "联系电话"]
BRANCH = "石桥村第一党支部"


def line(name="周启明", number="", branch=BRANCH, kind="正式党员", joined="2005-07-01", full="2006-07-01", phone=None):
    return [name, number or identity_number(), branch, kind, joined, full, phone]


@pytest.fixture
def secretary(county: County):
    return holder(Role.SECRETARY, county.village)


def checked(actor, content: bytes, name: str = "名册.xlsx") -> ImportBatch:
    batch = imports.upload(actor, RosterImporter, [content], name)
    return imports.check(actor, batch.uid)


def findings(batch: ImportBatch) -> list[tuple]:
    return [(each.row, each.column, each.is_error) for each in imports.rows_in_order(batch)]


def test_a_table_is_checked_without_writing_and_then_applied(county, secretary):
    rows = [line("周启明", phone="13912345678"), line("沈若兰", branch="99010102", kind="正式")]
    batch = checked(secretary, tables.xlsx(HEADER, *rows))
    assert (batch.state, batch.rows, batch.ready, batch.wrong, batch.to_create) == ("checked", 2, 2, 0, 2)
    assert not Member.objects.exists()
    applied = imports.apply(secretary, batch.uid, plan=batch.plan)
    assert applied.message == "新增2名，更新0名。"
    made = {each.name: each for each in Member.objects.select_related("organisation")}
    assert made["周启明"].organisation == county.branch
    assert made["沈若兰"].organisation == county.other_branch
    assert str(made["周启明"].phone) == "139****5678"
    assert made["周启明"].birth_date == datetime.date(
        int(rows[0][1][6:10]), int(rows[0][1][10:12]), int(rows[0][1][12:14])
    )
    assert MemberVersion.objects.filter(valid_to=None).count() == 2
    assert list(made["周启明"].events.values_list("kind", flat=True)) == ["registered"]
    assert JournalEntry.objects.filter(action="members.register", subject="members.member").count() == 2
    journal = JournalEntry.objects.get(subject="kit.importbatch")
    assert (journal.after["file_name"], journal.actor_name) == ("名册.xlsx", secretary.name)
    assert StoredEvent.objects.get(name="members.MembersImported").payload["created"] == 2
    assert OutboxRow.objects.filter(kind="member").count() == 2
    assert list(Member.objects.visible_to(secretary).find_by_identity([rows[0][1]])) == [made["周启明"]]


def test_all_errors_are_told_at_once_with_row_column_value_and_cure(county, secretary):
    twice = identity_number()
    batch = checked(
        secretary,
        tables.xlsx(
            HEADER,
            line("周启明", number=twice),
            line("", number=identity_number()),
            line("沈若兰", number="330102198001011234"),
            line("何建国", number=twice),
            line("林秀芬", joined="2005-13-01"),
            line("唐守义", branch="石桥村第三党支部", phone="123"),
            line("丁玉成", kind="预备党员"),
        ),
    )
    assert (batch.rows, batch.wrong, batch.ready) == (7, 6, 1)
    assert findings(batch) == [
        (3, "姓名", True),
        (4, "公民身份号码", True),
        (5, "公民身份号码", True),
        (6, "入党日期", True),
        (7, "组织关系所在党支部", True),
        (7, "手机号码", True),
        (8, "转正日期", True),
    ]
    assert all(each.message and (each.cure or "请" in each.message) for each in batch.findings.all())
    assert "第2行" in batch.findings.get(row=5).message
    with pytest.raises(Invalid, match="6行有错误"):
        imports.apply(secretary, batch.uid, plan=batch.plan)
    assert not Member.objects.exists()


def test_names_of_branches_that_match_nothing_are_gathered_with_offers(county, secretary):
    batch = checked(secretary, tables.xlsx(HEADER, *[line(f"周{n}", branch="石桥村第一支部") for n in range(3)]))
    assert batch.unresolved == [{"value": "石桥村第一支部", "rows": 3, "offers": batch.unresolved[0]["offers"]}]
    assert BRANCH in batch.unresolved[0]["offers"]


def test_a_name_that_several_branches_have_needs_the_code(county):
    administrator = holder(Role.ORGANISATION_ADMINISTRATOR, county.town)
    organisation(BRANCH, parent=county.town, code="990199")
    batch = checked(administrator, tables.xlsx(HEADER, line()))
    assert "99010101" in batch.findings.get().cure
    by_code = tables.xlsx([*HEADER, "支部编码"], [*line(branch=None), "99010101"])
    assert checked(administrator, by_code).ready == 1


def test_known_people_are_corrected_and_blank_cells_change_nothing(county, secretary):
    number = identity_number()
    one = member(county.branch, "周启明", identity_number=number, phone="13912345678", residence="石桥村3组")
    content = tables.xlsx(
        ["姓名", "公民身份证号", "现居住地", "手机", "学历", "年龄", "党龄"],
        ["周启明", number, "县城东街", None, "本科", 46, "20年"],
    )
    batch = checked(secretary, content)
    assert (batch.to_create, batch.to_change, batch.wrong) == (0, 1, 0)
    imports.apply(secretary, batch.uid, plan=batch.plan)
    kept = Member.objects.get(pk=one.pk)
    assert (kept.residence, kept.education, str(kept.phone), kept.version) == ("县城东街", "20", "139****5678", 2)
    assert kept.versions.get(valid_to=None).changed == ["education", "residence"]
    entry = JournalEntry.objects.get(action="members.change", subject_uid=one.uid, before__residence="石桥村3组")
    assert entry.after["residence"] == "县城东街"
    again_batch = checked(secretary, content)
    assert (again_batch.unchanged, again_batch.to_change) == (1, 0)


def test_a_step_of_its_own_is_not_done_by_a_table(county, secretary):
    number = identity_number()
    member(county.branch, "周启明", identity_number=number)
    moved = checked(secretary, tables.xlsx(HEADER, line(number=number, branch="石桥村第二党支部")))
    assert "调整所在支部" in moved.findings.get().cure
    converted = checked(secretary, tables.xlsx(HEADER, line(number=number, kind="预备党员", full=None)))
    assert "党员页面办理" in converted.findings.filter(column="人员类别").get().cure
    gone = checked(secretary, tables.xlsx([*HEADER, "党籍状态"], [*line(), "已去世"]))
    assert "只导入在册党员" in gone.findings.get().cure


def test_creating_and_changing_are_judged_separately(county, secretary):
    """A committee member may view but neither enter nor correct; a secretary of one branch only there."""
    with pytest.raises(Refused):
        imports.upload(holder(Role.COMMITTEE, county.town), RosterImporter, [b"x"], "a.xlsx")
    with pytest.raises(Refused):
        imports.upload(affiliated(county.branch), RosterImporter, [b"x"], "a.xlsx")
    number = identity_number()
    member(county.other_branch, "沈若兰", identity_number=number)
    narrow = holder(Role.SECRETARY, county.branch)
    batch = checked(narrow, tables.xlsx(HEADER, line(branch="石桥村第二党支部"), line("沈若兰", number=number)))
    assert batch.wrong == 2
    told = " ".join(f"{each.message}{each.cure}{each.value}" for each in batch.findings.all())
    assert "已在其他组织登记" in told
    assert number not in told


def test_a_neighbours_people_stay_unknown(county):
    number = identity_number()
    member(county.branch, "周启明", identity_number=number)
    neighbour = holder(Role.ORGANISATION_ADMINISTRATOR, county.neighbour)
    batch = checked(neighbour, tables.xlsx(HEADER, line("周启明", number=number, branch="云溪社区党支部")))
    told = " ".join(f"{each.message}{each.cure}{each.value}" for each in batch.findings.all())
    assert batch.wrong == 1
    assert "石桥" not in told
    assert "柳溪" not in told


def test_an_import_is_applied_once(county, secretary):
    batch = checked(secretary, tables.xlsx(HEADER, line()))
    imports.apply(secretary, batch.uid, plan=batch.plan)
    with pytest.raises(Conflict, match="不会重复导入"):
        imports.apply(secretary, batch.uid, plan=batch.plan)
    with pytest.raises(Conflict):
        imports.check(secretary, batch.uid)
    assert Member.objects.count() == 1


@pytest.mark.parametrize("meanwhile", ["registered", "corrected", "no longer allowed", "another plan", "file altered"])
def test_what_changed_since_the_check_is_a_conflict_and_nothing_is_written(county, secretary, meanwhile):
    number, new = identity_number(), identity_number()
    known = member(county.branch, "沈若兰", identity_number=number)
    batch = checked(
        secretary, tables.xlsx(HEADER, line("周启明", number=new), line("沈若兰", number=number, phone="13912345678"))
    )
    assert (batch.to_create, batch.to_change) == (1, 1)
    plan, actor = batch.plan, secretary
    if meanwhile == "registered":
        member(county.other_branch, "周启明", identity_number=new)
    elif meanwhile == "corrected":
        services.correct(secretary, known.uid, residence="县城")
    elif meanwhile == "no longer allowed":
        secretary.posts.update(ends_on=datetime.date(2021, 1, 1))
        holder(Role.SECRETARY, county.neighbour).posts.update(user=secretary)
        actor = again(secretary)
    elif meanwhile == "another plan":
        plan = "0" * 64
    else:
        sealed_files.path_of(batch.stored).write_text("more x.y.z\n")
    members, versions = Member.objects.count(), MemberVersion.objects.count()
    with pytest.raises(Conflict, match="重新预检"):
        imports.apply(actor, batch.uid, plan=plan)
    assert (Member.objects.count(), MemberVersion.objects.count()) == (members, versions)
    assert ImportBatch.objects.get(pk=batch.pk).state == "checked"


def test_others_uploads_are_not_found(county, secretary):
    batch = checked(secretary, tables.xlsx(HEADER, line()))
    with pytest.raises(NotVisible):
        imports.apply(holder(Role.ORGANISATION_ADMINISTRATOR, county.root), batch.uid, plan=batch.plan)
    assert not Member.objects.exists()


def test_titles_guidance_samples_and_empty_rows_are_passed_over_and_told(county, secretary):
    batch = checked(
        secretary,
        tables.xlsx(
            ["石桥村党总支党员花名册"],
            ["填报单位：石桥村", None, "2026年11月"],
            ["序号", *HEADER, "备注"],
            [None, "必填", "18位，文本格式", "与名册一致", "正式党员/预备党员", "格式：2019-02-03", None, None, None],
            [1, *line("张三")],
            [],
            [2, *line("周启明"), "例如长期外出"],
        ),
    )
    assert (batch.rows, batch.ready) == (1, 1)
    assert [note[:4] for note in batch.notes] == ["第4行是", "第5行是"]


def test_the_sheet_with_the_roster_is_found_among_several(county, secretary):
    content = tables.xlsx(sheets={"说明": [["怎样填写"]], "在岗": [HEADER, line()], "不在岗": [HEADER, line()]})
    batch = checked(secretary, content)
    assert batch.rows == 1
    assert "“不在岗”" in batch.notes[0]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (tables.xlsx(["姓名", "甲"], ["a", "b"]), "没有找到列名"),
        (tables.xlsx(HEADER), "没有内容"),
        (b"PK\x03\x04broken", "损坏"),
        (tables.csv(HEADER), "没有内容"),
    ],
)
def test_a_table_that_cannot_be_read_says_why(county, secretary, content, says):
    batch = checked(secretary, content)
    assert batch.state == "unreadable"
    assert says in batch.message


def test_unknown_columns_are_refused_with_the_nearest_name(county, secretary):
    batch = checked(
        secretary, tables.csv([*HEADER, "身分证号", "血型"], [*line(), "", "A"], encoding="gb18030"), "名册.csv"
    )
    told = [(each.row, each.column, each.message, each.cure) for each in imports.rows_in_order(batch)]
    assert batch.wrong == 2
    assert told[0][:3] == (1, "H列", "列名“身分证号”不认识")
    assert "公民身份号码" in told[0][3]
    assert told[1][2] == "列名“血型”不认识"


def test_too_many_rows_are_refused(county, secretary, monkeypatch):
    monkeypatch.setattr(imports, "MOST_ROWS", 3)
    batch = checked(secretary, tables.csv(HEADER, *[line() for _ in range(4)]))
    assert batch.state == "unreadable"
    assert "分成几个文件" in batch.message


def test_findings_beyond_the_limit_are_counted(county, secretary, monkeypatch):
    monkeypatch.setattr(imports, "MOST_FINDINGS", 2)
    batch = checked(secretary, tables.csv(HEADER, *[line("") for _ in range(5)]))
    assert (batch.wrong, batch.findings.count(), batch.findings_left_out) == (5, 2, 3)


def test_the_check_asks_the_database_little_however_many_rows(county, secretary, django_assert_max_num_queries):
    for _ in range(3):
        member(county.branch)
    content = tables.csv(HEADER, *[line(f"周{n}") for n in range(400)])
    batch = imports.upload(secretary, RosterImporter, [content], "a.csv")
    with django_assert_max_num_queries(14):
        imports.check(secretary, batch.uid)
    batch.refresh_from_db()
    with django_assert_max_num_queries(60):  # SQLite takes 999 values a statement
        imports.apply(secretary, batch.uid, plan=batch.plan)
    assert Member.objects.count() == 403


def test_the_uploaded_file_lies_sealed_and_is_read_back_whole(county, secretary):
    content = tables.xlsx(HEADER, line(number="990000198005170017"))
    batch = imports.upload(secretary, RosterImporter, [content[:1000], content[1000:]], "../名册.xlsx")
    lying = sealed_files.path_of(batch.stored).read_bytes()
    assert b"990000198005170017" not in lying
    assert content[:4] not in lying
    assert b"".join(sealed_files.pieces_of(batch.stored)) == content
    assert (batch.file_name, batch.size) == ("名册.xlsx", len(content))


def test_a_large_table_goes_through_a_job(county, secretary, monkeypatch):
    from records.kit import jobs

    monkeypatch.setattr(imports, "INLINE_BYTES", 10)
    batch = imports.upload(
        secretary, RosterImporter, [tables.csv(HEADER, *[line(f"周{n}") for n in range(1200)])], "a.csv"
    )
    batch = imports.start_check(secretary, batch.uid)
    assert batch.state == "uploaded"
    assert jobs.run_piece(batch.job_id) == "done"
    batch.refresh_from_db()
    assert (batch.state, batch.ready) == ("checked", 1200)
    batch.job.refresh_from_db()
    assert batch.job.done == 1200
    batch = imports.start_apply(secretary, batch.uid, plan=batch.plan)
    assert jobs.run_piece(batch.job_id) == "done"
    assert Member.objects.count() == 1200
    batch.refresh_from_db()
    assert batch.state == "applied"
