"""The project's own screens at the workbench."""

from records.kit.desk import Part, screen

screen("查日志", "/work/journal/", "audit.view", order=90, part=Part.SYSTEM)
