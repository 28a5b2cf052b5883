"""Demo data worth showing: one branch, its people, clients and events, with dates relative to today."""
