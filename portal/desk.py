"""The project's own screens at the workbench."""

from records.kit.desk import screen

screen("查日志", "/work/journal/", "audit.view", order=90)
