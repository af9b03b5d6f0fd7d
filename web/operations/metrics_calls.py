"""Figures for Prometheus, read from the database as it asks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from http import HTTPStatus
from importlib.metadata import version

from fastapi import APIRouter
from fastapi.responses import Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from engine.errors import NotFound
from engine.networks import LOOPBACK, is_among
from notifications.figures import Figures, figures
from web.page import Anyone, Page
from web.refusals import bare_page

router = APIRouter()
THIS_MACHINE = "localhost"


@router.get("/metrics")
def metrics(page: Anyone) -> Response:
    """How many cases and mails stand where, how long something waits: for this machine, or for
    whom the settings name."""
    if not _may_read(page):
        raise NotFound
    if page.site.database.file_is_gone:  # an open connection still answers, of what is lost
        return bare_page(page.request, HTTPStatus.SERVICE_UNAVAILABLE)
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Told(figures(page.session, page.now)))
    return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)


def _may_read(page: Page) -> bool:
    """What a web server on this machine passed on comes from this machine too, if it does not say
    from whom; it has the host that people know."""
    if not is_among(page.caller, page.site.settings.metrics_from):
        return False
    host = page.request.url.hostname or ""
    return not is_among(page.caller, LOOPBACK) or host == THIS_MACHINE or is_among(host, LOOPBACK)


class _Told(Collector):
    """The figures as Prometheus calls them."""

    def __init__(self, found: Figures) -> None:
        self.found = found

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Each figure, with what it is."""
        yield from self._of_mails()
        cases = GaugeMetricFamily("samsak_cases", "Cases.", labels=["workflow", "state"])
        for (workflow, state), count in self.found.cases.items():
            cases.add_metric([workflow, state], count)
        yield cases
        yield from _age("samsak_tick_age_seconds", "Since the last tick.", self.found.tick_age)
        yield from _age(
            "samsak_backup_age_seconds", "Since the last backup.", self.found.backup_age
        )
        failing = GaugeMetricFamily(
            "samsak_part_failing_seconds", "For how long a part of ticks fails.", labels=["part"]
        )
        for part, length in self.found.failing.items():
            failing.add_metric([part], length.total_seconds())
        yield failing
        known = GaugeMetricFamily("samsak_info", "What runs.", labels=["version", "schema"])
        known.add_metric([version("samsak"), self.found.schema], 1)
        yield known

    def _of_mails(self) -> Iterator[GaugeMetricFamily]:
        mails = GaugeMetricFamily("samsak_mails", "Mails.", labels=["state"])
        for state, count in self.found.mails.items():
            mails.add_metric([state], count)
        yield mails
        yield from _age(
            "samsak_mail_longest_due_seconds",
            "For how long the first of the mails that should have gone waits.",
            self.found.longest_due,
        )
        yield GaugeMetricFamily("samsak_mail_held", "All mail is held.", self.found.mail_held)


def _age(name: str, said: str, length: timedelta | None) -> Iterator[GaugeMetricFamily]:
    if length is not None:
        yield GaugeMetricFamily(name, said, length.total_seconds())
