"""The panels of the page. A new file with a PANEL is a new panel; nothing else lists it."""
