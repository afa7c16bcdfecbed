"""Produce what the warehouse loads: bike events on a Kinesis stream, and the files of TICKIT."""
