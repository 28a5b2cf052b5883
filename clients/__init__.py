"""Whom we know: clients with their types, interests, holdings and holds, their history, and the lists they come from."""
