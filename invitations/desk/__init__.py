"""What staff see of guests and answers: the guest list, the panels of today."""
