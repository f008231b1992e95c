"""Server time of the demonstration's study pages, warm: the whole application, network left out.

    .venv/bin/python benchmarks/study_page.py [VISITS]

Bound: the health page of the same application, one `SELECT 1` without a template.
"""

import sys

from ground import Table, milliseconds, prepared, quantile, step
from visitor import Visitor, application

TARGET_MS = 50.0


def main(visits: int) -> bool:
    with prepared("study", settings={"DEMONSTRATION": "true"}) as ground:
        with step("the invented country"):
            ground.manage("load_demo", "--apply")
        from django.db import connection

        from milliard.website.models import StudyPage

        site = application()
        paths = {page.title: page.url for page in StudyPage.objects.live().order_by("pk")}
        assert len(paths) == 2, paths
        times, first, sizes = {}, {}, {}
        with step("visits"):
            for title, path in {**paths, "health page": "/sante/"}.items():
                answers = [Visitor(site).get(path) for _ in range(visits + 5)]
                assert all(answer.status == 200 for answer in answers), (path, answers[0].status)
                first[title] = answers[0].seconds
                times[title] = answers[5:]
                sizes[title] = len(answers[0].body)
        connection.close()
    bare = quantile([answer.seconds for answer in times.pop("health page")], 0.5)
    table = Table(f"Study pages, {visits} visits each (median / p95 / p99)")
    medians = []
    for title, answers in times.items():
        seconds = [answer.seconds for answer in answers]
        medians.append(quantile(seconds, 0.5))
        processor = milliseconds([answer.processor for answer in answers])
        table.add(title[:48], milliseconds(seconds), f"target {TARGET_MS:.0f} ms; processor time {processor}")
        table.add(
            "  first visit of a process", f"{first[title] * 1000:.0f} ms", f"{sizes[title] / 1000:.0f} kB"
        )
        table.add("  against the health page", f"{medians[-1] / bare:.0f} x", f"{bare * 1000:.1f} ms")
    table.show()
    return max(medians) * 1000 < TARGET_MS


if __name__ == "__main__":
    sys.exit(0 if main(int(sys.argv[1]) if len(sys.argv) > 1 else 100) else 1)
