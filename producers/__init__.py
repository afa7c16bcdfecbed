"""Send bike events onto a Kinesis stream: simulated ones, or a real Citi Bike download replayed."""
