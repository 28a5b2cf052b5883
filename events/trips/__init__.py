"""Trips: who runs one and under which papers, its programme, coaches and rooms."""
