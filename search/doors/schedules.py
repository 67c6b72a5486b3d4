"""What runs by the clock."""

from records.kit.schedules import Every

SCHEDULES = [
    Every("search.tidy_drafts", "search.doors.tasks.tidy_drafts", daily_at="03:35"),
    Every("search.close_query_days", "search.doors.tasks.close_query_days", daily_at="00:20"),
    Every("search.score", "search.doors.tasks.score_search", daily_at="04:10"),
]
