"""Salons, lectures, banquets, receptions, trips: what takes place, where, when and for how many."""
