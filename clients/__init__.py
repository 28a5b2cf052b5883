"""Whom we know: clients with types, interests, holdings and holds, their history, and the lists they come from."""
