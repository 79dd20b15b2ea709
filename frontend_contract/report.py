"""What came of a replay: totals by area, each difference by path, what was not run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from frontend_contract.player import Outcome


class Told(msgspec.Struct, frozen=True):
    """A record that differs, or that was not run."""

    id: str
    sentences: list[str]


class AreaReport(msgspec.Struct, kw_only=True):
    """One area's totals. ``deviating`` are the records whose deviation's rule holds."""

    area: str
    equal: int = 0
    deviating: int = 0
    different: list[Told] = []
    not_run: list[Told] = []

    @property
    def records(self) -> int:
        return self.equal + self.deviating + len(self.different) + len(self.not_run)


class Report:
    """Gathers outcomes as they come."""

    def __init__(self) -> None:
        self._areas: dict[str, AreaReport] = {}

    def add(self, area: str, outcome: Outcome) -> None:
        report = self._areas.setdefault(area, AreaReport(area=area))
        record = outcome.record
        if outcome.not_run is not None:
            report.not_run.append(Told(record.id, [outcome.not_run]))
        elif outcome.differences:
            report.different.append(Told(record.id, outcome.differences))
        elif record.deviation:
            report.deviating += 1
        else:
            report.equal += 1

    @property
    def is_as_promised(self) -> bool:
        """Whether nothing that was run differs."""
        return not any(report.different for report in self._areas.values())

    @property
    def areas(self) -> list[AreaReport]:
        return [self._areas[area] for area in sorted(self._areas)]

    def lines(self) -> Iterator[str]:
        """Differences and what was not run, then the totals as a table."""
        for report in self.areas:
            for told in report.different:
                yield from (f"{report.area} {told.id}: {line}" for line in told.sentences)
            for told in report.not_run:
                yield f"{report.area} {told.id}: not run, {told.sentences[0]}"
        yield ""
        yield f"{'area':<28}{'records':>8}{'equal':>8}{'rule':>8}{'differ':>8}{'not run':>9}"
        for report in self.areas:
            yield _line(report)
        total = AreaReport(area="all", equal=0)
        for report in self.areas:
            total.equal += report.equal
            total.deviating += report.deviating
            total.different = [*total.different, *report.different]
            total.not_run = [*total.not_run, *report.not_run]
        yield _line(total)

    def write(self, path: Path) -> None:
        """The same as JSON, a list of areas."""
        path.write_bytes(msgspec.json.format(msgspec.json.encode(self.areas), indent=1))


def _line(report: AreaReport) -> str:
    counts = f"{report.records:>8}{report.equal:>8}{report.deviating:>8}"
    return f"{report.area:<28}{counts}{len(report.different):>8}{len(report.not_run):>9}"
