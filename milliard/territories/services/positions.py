"""Where the centre of each commune is, and about where, when it is not known.

`milliard/territories/data/positions.csv` comes from GeoNames (CC BY 4.0); its README says how. A commune that
it lacks is put in the middle of those of its intercommunality that it has, the more people the more weight;
failing that, of its department. Such a position is marked as estimated.
"""

from pathlib import Path

from django.db import connection

from milliard.territories.models import Commune
from milliard.territories.services.files import read_rows

FILE = Path(__file__).parent.parent / "data" / "positions.csv"

_KNOWN = """
UPDATE territories_commune c
SET latitude = i.latitude, longitude = i.longitude, has_estimated_position = false
FROM incoming_position i
WHERE c.code = i.code
  AND (c.latitude, c.longitude, c.has_estimated_position) IS DISTINCT FROM (i.latitude, i.longitude, false)
"""
#: {0} is the column of what the commune is in.
_ESTIMATED = """
UPDATE territories_commune c
SET latitude = m.latitude, longitude = m.longitude, has_estimated_position = true
FROM (
    SELECT {0},
           round((sum(latitude * weight) / sum(weight))::numeric, 3)::double precision AS latitude,
           round((sum(longitude * weight) / sum(weight))::numeric, 3)::double precision AS longitude
    FROM territories_commune CROSS JOIN LATERAL (SELECT coalesce(population, 0) + 1 AS weight) w
    WHERE latitude IS NOT NULL AND NOT has_estimated_position AND is_current AND {0} IS NOT NULL
    GROUP BY {0}
) m
WHERE c.{0} = m.{0} AND (c.latitude IS NULL OR c.has_estimated_position)
  AND (c.latitude, c.longitude, c.has_estimated_position) IS DISTINCT FROM (m.latitude, m.longitude, true)
"""


def place_communes(*, file: Path = FILE) -> int:
    """Write the positions inside the caller's transaction; how many communes of the code have a known one."""
    rows = read_rows(
        file,
        lambda row: (row["commune"], float(row["latitude"]), float(row["longitude"])),
        wrong="deux nombres étaient attendus",
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE incoming_position"
            " (code text, latitude double precision, longitude double precision) ON COMMIT DROP"
        )
        with cursor.copy("COPY incoming_position FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        # An autovacuum that passed while this transaction wrote the communes saw none: PostgreSQL would take
        # the table for empty, and work out the middles again for each of them, for minutes.
        cursor.execute("ANALYZE incoming_position, territories_commune")
        cursor.execute(_KNOWN)
        cursor.execute("DROP TABLE incoming_position")
        # The finer one last: what the department puts somewhere, the intercommunality puts nearer.
        for column in ("department_id", "epci_id"):
            cursor.execute(_ESTIMATED.format(column))
    return Commune.objects.current().filter(has_estimated_position=False).exclude(latitude=None).count()
