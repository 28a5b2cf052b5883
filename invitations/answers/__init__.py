"""What guests answer, and the seats that answers take."""
