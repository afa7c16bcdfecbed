"""Produce what the warehouse loads: events on streams, and the files of TICKIT."""
