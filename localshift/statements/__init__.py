"""What each statement does in a session; dispatch.py says which module runs which."""
