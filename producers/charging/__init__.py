"""Sessions of charging stations for electric cars: the records that go onto their stream."""
