"""Who is invited: proposed, compared, chosen, listed."""
