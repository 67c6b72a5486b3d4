"""What the workbench's menu offers of the search."""

from records.kit.desk import Part, screen

screen("查档", "/work/search/", "search.archive", order=35, part=Part.SYSTEM)
screen("搜索维护", "/work/search/tuning/", "search.tune", order=90, part=Part.SYSTEM)
