"""Who travels: what a trip has to know of each, where they sit and sleep, and whether everybody is there."""
