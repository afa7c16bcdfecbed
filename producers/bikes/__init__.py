"""Rides of bikes, simulated or of Citi Bike's files: the events that go onto their stream."""
