"""查日志: the journal as an auditor reads it. It stands in the project, for only here people, organisations and the journal,
which knows neither, meet."""
