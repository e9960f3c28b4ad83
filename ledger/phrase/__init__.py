"""Reading quantities in words."""
