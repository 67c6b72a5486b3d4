"""A borrowed book 借书登记: the smallest record there is."""

from typing import Any, ClassVar

from django.db import models

from records.crypto.fields import SecretField
from records.crypto.masks import mask_phone
from records.kit.models import Record
from records.kit.querysets import RecordQuerySet


class LoanQuerySet(RecordQuerySet):
    """Loans of the organisations somebody looks after."""

    view_action = "sample.view"


class Loan(Record):
    """Somebody borrowed a book from the branch's shelf."""

    book = models.CharField("书名", max_length=100)
    phone = SecretField("联系电话", mask=mask_phone, null=True, blank=True)
    is_returned = models.BooleanField("已还", default=False)

    objects: ClassVar[Any] = LoanQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = "借书登记"
        verbose_name_plural = "借书登记"

    def __str__(self) -> str:
        return self.book
