"""TV-Anytime's other tables: schedules, services, persons, groups and segments, by what programmes refer to."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from extractors.reading import Node
from extractors.sidecars.mpeg7_times import Frame, media_time
from extractors.sidecars.said import Said
from extractors.sidecars.times import moment
from extractors.sidecars.tv_anytime_basic import Basic, person_name, say_basic
from extractors.xml_form import Text, language_tag, text, text_of, texts
from ontology.model import Observation, Segment

_EVENT: Final = "ProgramDescription.ProgramLocationTable.Schedule.ScheduleEvent"
"""The path under which events of every kind are counted."""
_SHOWN: Final = ("PublishedStartTime", "StartOfAvailability")


@dataclass(frozen=True, slots=True)
class _Event:
    """One showing: when, on which service, and the titles that it gives."""

    when: Text
    service: Text
    titles: tuple[Text, ...]


@dataclass(slots=True)
class Tables:
    """What the tables say, by CRID, service id, person id and group id."""

    language: str
    events: dict[str, list[_Event]] = field(default_factory=dict)
    services: dict[str, str] = field(default_factory=dict)
    owners: dict[str, Text] = field(default_factory=dict)
    people: dict[str, str] = field(default_factory=dict)
    groups: dict[str, Text] = field(default_factory=dict)
    segments: dict[str, list[Observation]] = field(default_factory=dict)

    def read(self, description: Node) -> None:
        """Take every table but the programmes' own."""
        for table in description.nodes("ServiceInformationTable"):
            for service in table.nodes("ServiceInformation"):
                self._service(service)
        for table in description.nodes("CreditsInformationTable"):
            for name, key in (("PersonName", "@personNameId"), ("OrganizationName", "@organizationNameId")):
                for person in table.nodes(name):
                    known = person.text(key)
                    self.people[known] = person_name(person).value
        for table in description.nodes("GroupInformationTable"):
            for group in table.nodes("GroupInformation"):
                self._group(group)
        for table in description.nodes("ProgramLocationTable"):
            self._locations(table)
        for table in description.nodes("SegmentInformationTable"):
            for segments in table.nodes("SegmentList"):
                for segment in segments.nodes("SegmentInformation"):
                    self._segment(segment, table)

    def say(self, said: Said, crid: str, *, with_titles: bool = False) -> None:
        """Say what the tables know of a programme."""
        for event in self.events.get(crid, ()):
            said.describe("datePublished", event.when)
            name = self.services.get(event.service.value, "") or event.service.value
            said.describe("publishedOn", event.service._replace(value=name))
            if owner := self.owners.get(event.service.value):
                said.describe("publishedBy", owner)
            for title in event.titles if with_titles else ():
                said.describe("title", title)
        for claim in self.segments.get(crid, ()):
            said.describe(
                claim.property,
                Text(claim.value, claim.pointer, claim.language),
                segment=claim.segment,
                identifiers=claim.identifiers,
            )

    def _service(self, node: Node) -> None:
        key = node.text("@serviceId")
        self.services[key] = text(node, "Name")
        for owner in texts(node, "Owner"):
            self.owners[key] = owner
        if node.rest():
            node.keep()

    def _group(self, node: Node) -> None:
        key = node.text("@groupId").strip()
        for basic in node.nodes("BasicDescription"):
            titles = [text_of(title, inherited=self.language) for title in basic.nodes("Title")]
            for title in titles[:1]:
                self.groups[key] = title
            if basic.rest():
                basic.keep()
        if node.rest():
            node.keep()

    def _locations(self, table: Node) -> None:
        for schedule in table.nodes("Schedule"):
            service = Text(schedule.text("@serviceIDRef"), f"{schedule.at}/@serviceIDRef", "")
            for event in schedule.nodes("ScheduleEvent", path=_EVENT):
                self._event(event, service)
        for name in ("BroadcastEvent", "OnDemandProgram", "PushDownloadProgram"):
            for event in table.nodes(name, path=_EVENT):
                self._event(event, Text(event.text("@serviceIDRef"), f"{event.at}/@serviceIDRef", ""))
        for on_demand in table.nodes("OnDemandService"):
            service = Text(on_demand.text("@serviceIDRef"), f"{on_demand.at}/@serviceIDRef", "")
            for event in on_demand.nodes("OnDemandProgram", path=_EVENT):
                self._event(event, service)

    def _event(self, node: Node, service: Text) -> None:
        crid = next((program.text("@crid").strip() for program in node.nodes("Program")), "")
        when = Text("", node.at, "")
        for name in _SHOWN:
            for value in texts(node, name):
                found = moment(value.value)
                if found:
                    when = Text(found, value.at, "")
                else:
                    node.reading.problem(f"{value.at} is {value.value[:40]!r}, not a time")
        titles: list[Text] = []
        for instance in node.nodes("InstanceDescription"):
            titles += [text_of(title, inherited=self.language) for title in instance.nodes("Title")]
            if instance.rest():
                instance.keep()
        if not crid:
            node.reading.problem(f"{node.at} names no programme, so nothing is said of it")
            return
        self.events.setdefault(crid, []).append(_Event(when, service, tuple(titles)))

    def _segment(self, node: Node, table: Node) -> None:
        crid = next((program.text("@crid").strip() for program in node.nodes("ProgramRef")), "")
        unit = node.text("@mediaTimeUnit")
        times = [media_time(locator, Frame(unit), node.reading.problem) for locator in node.nodes("SegmentLocator")]
        start, length = times[0] if times else (None, None)
        said = Said(node.reading)
        if start is None:
            node.reading.problem(f"{node.at} says not when it is, so nothing is said of it")
            node.drop()
            return
        segment = Segment(start, None if length is None else start + length)
        for described in node.nodes("Description"):
            language = language_tag(described.text("@xml:lang")) or self.language
            say_basic(described, Basic(said, language, segment), self.people)
        self.segments.setdefault(crid, []).extend(said.described)
