"""The page on which guests are checked in, and the list on paper."""
