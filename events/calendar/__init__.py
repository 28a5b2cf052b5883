"""The branch's months and years of events, and the days on which it is better not to hold one."""
