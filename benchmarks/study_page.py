"""Server time of the demonstration's study pages, warm: the whole application, network left out.

    .venv/bin/python benchmarks/study_page.py [VISITS]

Bound: the health page of the same application, one `SELECT 1` without a template.

Then each figure these pages show is computed again from the table in memory, as when a study is changed.
Bound: NumPy counting the codes of as many rows once.
"""

import statistics
import sys
import time
from typing import Any

import numpy as np
from ground import Table, milliseconds, prepared, quantile, step
from visitor import Visitor, application

TARGET_MS = 50.0
FIGURE_MS = 20.0


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
        with step("figures"):
            figures, counting = computed_again()
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
    against = f"{statistics.median(figures) / counting:.0f} x counting once ({counting * 1000:.3f} ms)"
    against = f"target {FIGURE_MS:.0f} ms; {against}"
    table.add(f"{len(figures)} figures computed again", milliseconds(figures), against)
    table.show()
    return max(medians) * 1000 < TARGET_MS and statistics.median(figures) * 1000 < FIGURE_MS


def computed_again() -> tuple[list[float], float]:
    """Processor seconds of every published figure, and of the bound."""
    from milliard.figures.datasets.storage import open_dataset
    from milliard.figures.reports.computation import compute
    from milliard.figures.reports.replay import declared_figures

    spent, rows = [], 0
    for stored in declared_figures():
        dataset = stored.dataset
        assert dataset is not None
        table, spec, threshold = open_dataset(dataset), stored.figure.spec, stored.figure.threshold
        rows = max(rows, table.n)
        assert compute(dataset, table, spec, threshold).rows == stored.figure.rows, stored.where
        spent.append(processor_seconds(lambda d=dataset, t=table, s=spec, h=threshold: compute(d, t, s, h)))
    codes = np.random.default_rng(1).integers(0, 8, rows)
    return spent, processor_seconds(lambda: np.bincount(codes))


def processor_seconds(action: Any, times: int = 20) -> float:
    """Median processor seconds."""
    measured = []
    for _ in range(times):
        started = time.process_time()
        action()
        measured.append(time.process_time() - started)
    return statistics.median(measured)


if __name__ == "__main__":
    sys.exit(0 if main(int(sys.argv[1]) if len(sys.argv) > 1 else 100) else 1)
