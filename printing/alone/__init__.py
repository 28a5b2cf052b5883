"""Letters from a spreadsheet, with no database and no application: `python -m printing`, see docs/printing.md."""
