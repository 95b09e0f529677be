"""Public pages about money. They only read."""
