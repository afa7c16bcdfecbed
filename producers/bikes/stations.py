"""A small network of docking stations at street corners of New York, for simulated bikes."""

from producers.bikes.events import Station

STATIONS = tuple(
    Station(id, latitude, longitude, name)
    for id, latitude, longitude, name in (
        (101, 40.70531, -74.00647, "Pearl St & Wall St"),
        (102, 40.70932, -74.01318, "Liberty St & Greenwich St"),
        (103, 40.71117, -74.00925, "Fulton St & Broadway"),
        (104, 40.71473, -74.00911, "Warren St & W Broadway"),
        (105, 40.71606, -73.99691, "Canal St & Mott St"),
        (106, 40.71827, -73.99448, "Grand St & Bowery"),
        (107, 40.71739, -73.98517, "Delancey St & Clinton St"),
        (108, 40.72066, -73.98093, "E Houston St & Avenue C"),
        (109, 40.72431, -73.99771, "Prince St & Lafayette St"),
        (110, 40.72543, -74.00442, "Spring St & Varick St"),
        (111, 40.72652, -73.98154, "E 6 St & Avenue B"),
        (112, 40.72757, -73.98570, "St Marks Pl & 1 Ave"),
        (113, 40.72917, -73.99329, "E 8 St & Broadway"),
        (114, 40.73130, -73.99925, "Washington Sq N & 5 Ave"),
        (115, 40.73172, -74.00675, "Bleecker St & W 10 St"),
        (116, 40.73329, -73.98713, "E 14 St & 3 Ave"),
        (117, 40.73454, -73.99075, "Union Sq E & E 15 St"),
        (118, 40.73722, -73.99681, "W 14 St & 6 Ave"),
        (119, 40.73982, -74.00256, "W 14 St & 8 Ave"),
        (120, 40.74087, -73.98344, "E 23 St & Lexington Ave"),
        (121, 40.74113, -73.98936, "Broadway & W 23 St"),
        (122, 40.74634, -74.00097, "W 25 St & 9 Ave"),
        (123, 40.74517, -73.98183, "E 30 St & Park Ave S"),
        (124, 40.74855, -73.98808, "W 34 St & Broadway"),
        (125, 40.75025, -73.99487, "W 33 St & 8 Ave"),
        (126, 40.75136, -73.97752, "E 41 St & Park Ave"),
        (127, 40.75344, -73.98103, "W 42 St & 5 Ave"),
        (128, 40.75636, -73.98644, "W 43 St & 7 Ave"),
        (129, 40.75801, -73.99336, "W 43 St & 9 Ave"),
        (130, 40.75947, -73.97412, "E 51 St & Madison Ave"),
        (131, 40.76352, -73.97769, "W 56 St & 6 Ave"),
        (132, 40.76586, -73.98252, "Broadway & W 57 St"),
        (133, 40.76827, -73.98174, "Columbus Cir & Central Park W"),
        (134, 40.76502, -73.97302, "Grand Army Plaza & Central Park S"),
        (135, 40.77518, -73.98221, "Amsterdam Ave & W 70 St"),
        (136, 40.77841, -73.97378, "Central Park W & W 77 St"),
        (137, 40.69582, -73.98729, "Jay St & Willoughby St"),
        (138, 40.70266, -73.98952, "Front St & Washington St"),
        (139, 40.68651, -73.97689, "Flatbush Ave & 4 Ave"),
        (140, 40.71465, -73.95713, "Bedford Ave & N 6 St"),
    )
)
