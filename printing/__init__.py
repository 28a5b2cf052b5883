"""Everything that becomes paper: faces, typesetting, vector QR, letter layouts, print runs."""
