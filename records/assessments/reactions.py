"""What happens here when something happened: the assessed organisation is told."""

from records.alerts.services import send_to_holders
from records.assessments.events import ResultPublished, SheetReturned
from records.assessments.letters import returned_text
from records.assessments.models import Sheet
from records.kit.events import When, reacts_to


@reacts_to(SheetReturned, When.AFTER_COMMIT)
def tell_returned(event: SheetReturned) -> None:
    """Tell the organisation that its sheet came back 退回, and what is to be mended item by item."""
    sheet = Sheet.objects.select_related("task").get(uid=event.sheet)
    round_ = sheet.returns.get(submission__number=event.submission)
    send_to_holders(
        "assessments.submit",
        sheet.org_path,
        own=True,
        sent_key=f"assessments:{sheet.uid}:returned:{event.submission}",
        kind="assessments",
        title=f"考核自评被退回：{sheet.task.title}",
        text=returned_text(round_.remark, round_.reasons),
        url=f"/work/assessments/sheets/{sheet.uid}/",
    )


@reacts_to(ResultPublished, When.AFTER_COMMIT)
def tell_result(event: ResultPublished) -> None:
    """Tell the organisation its result 考核结果, or its correction 更正, word for word."""
    sheet = Sheet.objects.select_related("task").get(uid=event.sheet)
    result = sheet.results.get(number=event.number)
    send_to_holders(
        "assessments.submit",
        sheet.org_path,
        own=True,
        sent_key=f"assessments:{sheet.uid}:result:{event.number}",
        kind="assessments",
        title=f"{'考核结果更正' if event.number > 1 else '考核结果'}：{sheet.task.title}",
        text=result.text,
        url=f"/work/assessments/sheets/{sheet.uid}/",
    )
