"""The columns of bank sheets are guessed right: at least 995 of 1,000 sheets wholly (G-10)."""

from clients.lists.headings import guess_columns, heading_place
from tests.clients.sheets import sheets


def test_realistic_bank_sheets_are_mapped_right(app):
    wrong = []
    with app.app_context():
        for sheet in sheets(500):
            line, headings = heading_place(sheet.rows)
            if line != sheet.line or guess_columns(headings) != sheet.meant:
                wrong.append((line, sheet.line, headings, guess_columns(headings), sheet.meant))

    assert len(wrong) <= 500 * 0.005, wrong[:3]
