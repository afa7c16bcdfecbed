"""Words that names of places, people and acts are made of."""

CITIES = (
    ("New York City", "NY"),
    ("Los Angeles", "CA"),
    ("Chicago", "IL"),
    ("Houston", "TX"),
    ("Phoenix", "AZ"),
    ("Philadelphia", "PA"),
    ("San Antonio", "TX"),
    ("San Diego", "CA"),
    ("Dallas", "TX"),
    ("San Jose", "CA"),
    ("Detroit", "MI"),
    ("Indianapolis", "IN"),
    ("Jacksonville", "FL"),
    ("San Francisco", "CA"),
    ("Columbus", "OH"),
    ("Memphis", "TN"),
    ("Baltimore", "MD"),
    ("Boston", "MA"),
    ("Milwaukee", "WI"),
    ("Washington", "DC"),
    ("Seattle", "WA"),
    ("Denver", "CO"),
    ("Charlotte", "NC"),
    ("Portland", "OR"),
    ("Oklahoma City", "OK"),
    ("New Orleans", "LA"),
    ("Cleveland", "OH"),
    ("Sacramento", "CA"),
    ("Kansas City", "MO"),
    ("Atlanta", "GA"),
    ("Oakland", "CA"),
    ("Raleigh", "NC"),
    ("Minneapolis", "MN"),
    ("Miami", "FL"),
    ("St. Louis", "MO"),
    ("Tampa", "FL"),
    ("Cincinnati", "OH"),
    ("Pittsburgh", "PA"),
    ("Anaheim", "CA"),
    ("Buffalo", "NY"),
    ("St. Paul", "MN"),
    ("Newark", "NJ"),
    ("Orlando", "FL"),
    ("Salt Lake City", "UT"),
    ("Rochester", "NY"),
    ("Dayton", "OH"),
    ("Toronto", "ON"),
    ("Montreal", "QC"),
    ("Calgary", "AB"),
    ("Vancouver", "BC"),
)
OPERA_CITIES = (
    ("Washington", "DC"),
    ("Denver", "CO"),
    ("Detroit", "MI"),
    ("Houston", "TX"),
    ("San Francisco", "CA"),
    ("Chicago", "IL"),
    ("Baltimore", "MD"),
    ("Seattle", "WA"),
    ("New York City", "NY"),
    ("Los Angeles", "CA"),
)
LAS_VEGAS = ("Las Vegas", "NV")
STATES = (*sorted({state for _, state in (*CITIES, LAS_VEGAS)}), "NU", "YT", "NT", "SK", "MB")

GROUNDS = ("Stadium", "Arena", "Field")
SPONSORS = ("Alder & Lowe", "O'Hara", "Heron", "Northgate", "Dunmore's", "St. Clair", "Juniper")
THEATRES = (
    "Alcott", "Bellwether", "Calloway", "Dunbar", "Eugene O'Dell", "Fairmont", "Galloway",
    "Hollis-Grant", "Ivory", "Jessamine", "Kingsley", "Lark", "Marlowe", "Nightingale", "Orchard",
    "Pemberton", "Quill", "Rosalind", "Sutton", "Thornbury", "Underhill", "Vesper", "Winslow",
    "Yarrow", "Zephyr",
)  # fmt: skip
HOTELS = (
    "Alhambra", "Baron's", "Coronado", "Desert Star", "El Camino", "Flamenco", "Golden Spur",
    "High Roller", "Jackpot", "Lucky Seven", "Mojave", "Oasis", "Palm Court", "Silver Mine",
    "Three Aces",
)  # fmt: skip

FIRST_NAMES = (
    "Ada", "Alonzo", "Amir", "Beatrix", "Bram", "Camille", "Cedric", "Chiamaka", "Clara", "Darius",
    "Deirdre", "Dmitri", "Elena", "Emeka", "Fatima", "Felix", "Freya", "Gideon", "Greta", "Hana",
    "Hugo", "Imani", "Ingrid", "Ivan", "Jasper", "Joon", "Kalani", "Keiko", "Lars", "Leila",
    "Linus", "Lucia", "Magnus", "Marisol", "Mateo", "Mei", "Nadia", "Nikhil", "Noor", "Octavia",
    "Omar", "Oscar", "Petra", "Priya", "Quentin", "Rafael", "Rosa", "Ruth", "Samir", "Selma",
    "Soren", "Tamsin", "Thandi", "Tomas", "Uma", "Viktor", "Willa", "Xavier", "Yara", "Zane",
)  # fmt: skip
LAST_NAMES = (
    "Abara", "Adler", "Almeida", "Ashworth", "Bakker", "Bianchi", "Bowen", "Castillo", "Chen",
    "Cohen", "Costa", "D'Amico", "D'Souza", "Dubois", "Eriksen", "Farrell", "Fischer", "Garcia",
    "Greene", "Haddad", "Hassan", "Holt", "Ibarra", "Iyer", "Jansen", "Kaur", "Kim", "Kowalski",
    "Lindqvist", "Lopez", "Mbeki", "McKay", "Mendes", "Moreau", "Nakamura", "Nguyen", "Novak",
    "O'Brien", "O'Connor", "Okafor", "Olsen", "Park", "Patel", "Petrov", "Quinn", "Ramos", "Reyes",
    "Rossi", "Saito", "Schmidt", "Silva", "Singh", "Sorensen", "Tanaka", "Tran", "Underwood",
    "van der Berg", "Vargas", "Wolfe", "Young", "Zhang",
)  # fmt: skip
MAIL_WORDS = (
    "arcu", "bibendum", "congue", "dolor", "Etiam", "fringilla", "gravida", "Integer", "justo",
    "lacus", "Mauris", "nibh", "ornare", "Phasellus", "quam", "risus", "sodales", "turpis", "urna",
    "vel",
)  # fmt: skip
MAIL_DOMAINS = ("example.com", "example.net", "example.org")

ACTS = tuple(
    f"{first} {second}"
    for second in (
        "Rockets", "and The Tides", "Brothers", "'n' Roll Revue", "Orchestra", "Quartet", "Parade",
        "Wolves", "Junction", "& Friends", "Riders", "Choir", "Motel", "Machine", "Sisters",
    )
    for first in (
        ".45 Caliber", "Amber", "Big Sky", "Cobalt", "Dusty", "Electric", "Foxglove", "Gravel",
        "Hollow", "Ivory", "June's", "Kerosene", "Lemon", "Midnight", "Neon", "Old Harbor", "Paper",
        "Quiet", "Red Clay", "Satellite", "Tin", "Umber", "Velvet", "Wandering", "Young", "Zero",
        "Three 6", "Copper", "Driftwood", "Silver",
    )
)  # fmt: skip
MUSICALS = tuple(
    f"{first}{second}"
    for second in (" on Parade!", " Street", " - The Musical")
    for first in (
        "Barnstorm", "Carousel", "Dimes", "Footlights", "Gaslight", "Harlequin", "Jitterbug",
        "Lindy", "Mambo", "Showboat", "Tango",
    )
)  # fmt: skip
PLAYS = tuple(
    f"{first} {second}"
    for first in ("A Winter", "The Last", "The Widow's", "A Small", "Hamilton's", "The 40")
    for second in (
        "Orchard", "Letter", "Supper", "Lodger", "Journey", "Garden", "House", "Secret", "Steps",
        "Debt", "Wager", "Confession",
    )
)  # fmt: skip
OPERAS = tuple(
    f"{first} {second}"
    for first in ("La", "Il", "L", "Das", "Der (The)")
    for second in ("Fontana", "Corsaro", "Principessa", "Wanderer", "Campana", "Notte d Estate")
)
