"""The people who work here: sign-in, roles, what each may see, and the audit log."""
