"""Root of the tests. Hypothesis comes first: CPython 3.11 breaks off at the end of a run otherwise (gh-106905)."""

import hypothesis  # noqa: F401

pytest_plugins = ["tests.house"]
