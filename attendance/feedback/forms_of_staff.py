"""Nothing but the form key: what stands on a paper card is read as the guests' own page is."""

from __future__ import annotations

from core.forms import Form


class CardForm(Form):
    """Carries the key; the questions themselves are `forms.Sheet`."""
