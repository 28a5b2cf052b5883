"""How far an event may go: its moves, the manager's and compliance's word, giving up a day or the evening."""
