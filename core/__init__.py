"""Plumbing that knows no business word: configuration, database, languages, jobs, files, security, logs."""
