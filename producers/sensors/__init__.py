"""Temperatures that six devices measure, as messages for a Firehose delivery stream."""
