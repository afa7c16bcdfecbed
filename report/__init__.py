"""A page of charts from the marts: one file of HTML that needs no network."""
