"""The same-type guard (同类同场): how well each candidate fits an evening, and whether the guests are of one type."""
