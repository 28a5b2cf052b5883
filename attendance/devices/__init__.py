"""The phones, tablets and laptops at the door: let in by a code, armed against a lost network, and taken out again."""
