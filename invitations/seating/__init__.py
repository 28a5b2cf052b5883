"""Who sits where: a proposal under the rules of a good table, changed by hand, and what of it becomes paper."""
