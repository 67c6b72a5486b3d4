"""What runs by the clock for reminders and for the kit's own safety nets."""

from records.kit.schedules import Every

SCHEDULES = [
    Every("reminder-rules", "records.alerts.tasks.run_rules", daily_at="05:30"),
    Every("digests", "records.alerts.tasks.send_digests", minutes=30),
    Every("waiting-reactions", "records.kit.tasks.run_waiting_reactions", minutes=1),
    Every("lost-jobs", "records.kit.tasks.take_up_lost_jobs", minutes=2),
]
