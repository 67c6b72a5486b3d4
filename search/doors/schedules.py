"""What runs by the clock."""

from records.kit.schedules import Every

SCHEDULES = [Every("search.tidy_drafts", "search.doors.tasks.tidy_drafts", daily_at="03:35")]
