"""The screen on the workbench's menu."""

from records.kit.desk import Part, screen
from records.webhooks.querysets import MANAGE

screen("事件推送", "/work/webhooks/", MANAGE, order=95, part=Part.SYSTEM)
