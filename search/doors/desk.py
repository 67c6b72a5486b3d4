"""What the workbench's menu offers of the search."""

from records.kit.desk import screen

screen("查档", "/work/search/", "search.archive", order=35)
screen("搜索维护", "/work/search/tuning/", "search.tune", order=90)
