"""What the workbench's menu offers of the search."""

from records.kit.desk import screen

screen("查档", "/work/search/", "search.archive", order=35)
