"""What waits to be indexed, and the numbers that order what the index is told."""

from django.db import models


class State(models.TextChoices):
    """Of an outbox row. A row that is done is removed."""

    WAITING = "waiting", "等待"
    CLAIMED = "claimed", "处理中"
    FAILED = "failed", "失败"


class Claim(models.Model):
    """A number taken before reading what is to be indexed: the version (版本号) of everything so read.

    Numbers rise in the order in which they are taken, and each is taken after the rows it covers were committed and
    before their state is read. So of two reads of one thing, the one with the higher number saw at least every change
    that the other's rows stand for: "the highest number wins" loses nothing. The rows' own ids would not do, for ids
    are given before a transaction commits: a lower one can become visible, and hold a newer state, after a higher one.
    """

    taken = models.DateTimeField("取号时间", auto_now_add=True)

    class Meta:
        verbose_name = "索引版本号"
        verbose_name_plural = "索引版本号"

    def __str__(self) -> str:
        return str(self.pk)


class OutboxRow(models.Model):
    """Something changed and its entry must be read again (待索引). Rows of one thing are drained as one."""

    kind = models.CharField("种类", max_length=40)
    uid = models.CharField("标识", max_length=200)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.WAITING)
    created = models.DateTimeField("写入时间", auto_now_add=True)
    # The number under which it is being drained; below zero: the rebuild that reads it anyway.
    claim = models.BigIntegerField("所属版本号", null=True, editable=False)
    due = models.DateTimeField("最早处理时间", null=True, editable=False)
    attempts = models.PositiveSmallIntegerField("尝试次数", default=0)
    problem = models.CharField("问题", max_length=500, blank=True)

    class Meta:
        verbose_name = "待索引"
        verbose_name_plural = "待索引"
        ordering = ["id"]
        indexes = [
            models.Index(fields=["state", "id"], name="outbox_state"),
            models.Index(fields=["kind", "uid"], name="outbox_thing"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}:{self.uid}"


class Rebuild(models.Model):
    """A filling of a new index beside the living one (重建); how far it has come, so that it can be taken up again."""

    index = models.CharField("新索引", max_length=100)
    engine = models.CharField("引擎", max_length=20)
    kind = models.CharField("种类", max_length=40, blank=True)
    after = models.CharField("已到", max_length=200, blank=True)
    written = models.PositiveBigIntegerField("已写入", default=0)
    refused = models.PositiveBigIntegerField("被拒绝", default=0)
    started = models.DateTimeField("开始", auto_now_add=True)
    alive = models.DateTimeField("最近进展", auto_now=True)
    finished = models.DateTimeField("完成", null=True)
    resting = models.BooleanField("暂停", default=False)
    # True while it is under way, None afterwards: unique, so there is one at a time.
    current = models.BooleanField("进行中", null=True, default=True, unique=True)

    class Meta:
        verbose_name = "索引重建"
        verbose_name_plural = "索引重建"

    def __str__(self) -> str:
        return self.index
