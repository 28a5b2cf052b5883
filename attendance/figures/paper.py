"""The closing report on paper."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import ngettext

from attendance.feedback.marks import LEAST_FOR_NPS, Tally
from attendance.feedback.words import EASE, MARKED, OVERALL, TOPICS
from attendance.figures.measures import (
    NPS_TARGET,
    RESPONSE_TARGET,
    Facts,
    cost_a_head,
    cost_an_invitee,
    follow_up_rate,
    response_rate,
)
from attendance.figures.report import Figures, Report
from attendance.figures.words import FUNNEL, SHARES, WAVES, said
from clients.book.naming import is_chinese
from core.languages import clock, day
from events.models import BudgetKind, Event
from events.money.amounts import yuan
from events.money.words import BUDGET_KINDS
from events.type_profile import TypeProfile
from events.words import FORMATS
from invitations.guests.same_type.words import in_words
from invitations.words import page_number
from printing.documents import report_sheet as sheet
from printing.press.page import Page

_COLUMNS = (0.34, 0.22, 0.22, 0.22)


def report_paper(report: Report, language: str, now: datetime) -> list[Page]:
    """The report on A4, in the reader's language; what people wrote stands as they wrote it."""
    event = report.event
    when = f"{day(event.starts_at, language, event.tz)} {clock(event.starts_at, event.tz)}"
    state = (
        _("Signed on %(day)s", day=day(report.written.signed_at, language, event.tz))
        if report.written.signed_at
        else _("Not signed yet; figures of %(day)s", day=day(now, language, event.tz))
    )
    sections = [
        _plan(report, language),
        _funnel(report.figures.facts),
        _rates(report.figures),
        _money(report.figures),
        _feedback(report.figures, language),
        *_words(report.figures),
        _course(report, language),
        _after(report.figures),
        _lessons(report),
        sheet.Section(_("Signatures"), (_signing(report, language),)),
    ]
    return sheet.report_pages(
        sheet.Report(
            _("Closing report"),
            (event.said("title", language), f"{when} · {event.said('venue', language)}"),
            tuple(sections),
            f"{event.said('title', language)} · {state}",
            language,
        ),
        page_number,
    )


def _plan(report: Report, language: str) -> sheet.Section:
    event, facts = report.event, report.figures.facts
    heads = ngettext("%(num)s guest came", "%(num)s guests came", facts.all_heads)
    profile = TypeProfile.from_stored(event.type_profile or {})
    wished = event.capacity_ideal or event.capacity
    rows = [
        (_("Purpose"), event.goal or "–"),
        (_("Kind of event"), str(FORMATS[event.format])),
        (_("For whom"), in_words(profile) or _("Nobody has said whom it is for")),
        (_("Planned heads"), ngettext("%(num)s guest", "%(num)s guests", wished)),
        (_("Heads in the room"), heads),
        (_("Organiser"), event.organiser.called(language)),
    ]
    if report.written.bodies is not None:
        counted = _("%(number)s heads", number=report.written.bodies)
        rows.insert(5, (_("Counted in the room"), " · ".join(filter(None, (counted, report.written.bodies_note)))))
    return sheet.Section(_("Plan and actual"), (sheet.Facts(tuple(rows)),))


def _funnel(facts: Facts) -> sheet.Section:
    rows = tuple((str(words), float(getattr(facts, name)), str(getattr(facts, name))) for name, words in FUNNEL)
    beside = (
        (_("Declined or cancelled"), facts.declined),
        (_("Gave no answer"), facts.silent),
        (_("Did not come"), facts.no_shows),
        (_("Told us in time"), facts.excused),
        (_("Represented"), facts.represented),
        (_("Companions"), facts.companions),
        (_("Without a letter"), facts.walk_ins),
        (_("All heads in the room"), facts.all_heads),
    )
    return sheet.Section(
        _("From the letter to the room"),
        (
            sheet.Bars(rows, float(max(facts.invited, 1)), _("Letters; one letter may invite a couple.")),
            sheet.Facts(tuple((label, str(number)) for label, number in beside)),
        ),
    )


def _rates(figures: Figures) -> sheet.Section:
    rows = [
        (str(label), " · ".join(filter(None, (said(measure(figures.facts)), str(meaning), _aim(target)))))
        for label, measure, meaning, target in SHARES
    ]
    waves = tuple(
        (str(WAVES.get(wave.wave, wave.wave)), str(wave.invited), str(wave.accepted), str(wave.attended))
        for wave in figures.waves
    )
    parts: list[sheet.Part] = [sheet.Facts(tuple(rows))]
    if len(waves) > 1 or (waves and figures.waves[0].wave):
        parts.append(sheet.Grid((_("Wave"), _("Invited"), _("Said yes"), _("Came")), waves, _COLUMNS))
    return sheet.Section(_("Rates"), tuple(parts))


def _aim(target: int | None) -> str:
    return _("aim %(percent)s %%", percent=target) if target is not None else ""


def _money(figures: Figures) -> sheet.Section:
    facts = figures.facts
    rows = [
        (str(BUDGET_KINDS[BudgetKind(line.kind)]) + (f" · {line.text}" if line.text else ""),
         yuan(line.planned), yuan(line.actual) or "–",
         yuan(line.actual - line.planned) if line.actual is not None else "–")
        for line in figures.money
    ]  # fmt: skip
    if not rows:
        return sheet.Section(_("Money"), (sheet.Text(_("No budget was kept for this event.")),))
    rows.append((_("In all"), yuan(facts.planned), yuan(facts.spent) if facts.bills else "–",
                 yuan(facts.spent - facts.planned) if facts.bills else "–"))  # fmt: skip
    heads = (
        (_("For each head in the room"), yuan(cost_a_head(facts)) or "–"),
        (_("For each client who came"), yuan(cost_an_invitee(facts)) or "–"),
    )
    grid = sheet.Grid((_("Cost"), _("Planned"), _("Actual"), _("Difference")), tuple(rows), _COLUMNS)
    return sheet.Section(_("Money"), (grid, sheet.Facts(heads)))


def _feedback(figures: Figures, language: str) -> sheet.Section:
    tally = figures.tally
    if not tally.number:
        return sheet.Section(_("What guests thought"), (sheet.Text(_("Nobody has filled in the feedback.")),))
    facts = [
        (_("Answers"), f"{said(response_rate(figures.facts, tally))} · {_aim(RESPONSE_TARGET)}"),
        (_("Would recommend (NPS)"), nps_said(tally)),
        *((str(MARKED[name]), _mean(tally, name)) for name in MARKED if tally.marks[name].number),
    ]
    speakers = [
        (one.name_en or one.name if language == "en" else one.name, _("%(mark)s of 5 (organiser)", mark=one.rating))
        for one in figures.speakers
        if one.rating
    ]
    return sheet.Section(_("What guests thought"), (sheet.Facts((*facts, *speakers)), *_charts(tally)))


def _charts(tally: Tally) -> list[sheet.Part]:
    overall = tally.marks["overall"]
    parts: list[sheet.Part] = []
    if overall.number:
        rows = tuple((str(words), float(overall.given.get(mark, 0)), str(overall.given.get(mark, 0)))
                     for mark, words in OVERALL.items())  # fmt: skip
        parts.append(sheet.Bars(rows, float(overall.number), _("As a whole")))
    if tally.recommend.number:
        given = tally.recommend.given
        rows = tuple((str(mark), float(given.get(mark, 0)), str(given.get(mark, 0))) for mark in range(10, -1, -1)
                     if given.get(mark))  # fmt: skip
        parts.append(sheet.Bars(rows, float(tally.recommend.number), _("Would recommend, 0 to 10")))
    if tally.ease:
        rows = tuple((str(words), float(tally.ease.get(one, 0)), str(tally.ease.get(one, 0)))
                     for one, words in EASE.items())  # fmt: skip
        parts.append(sheet.Bars(rows, float(sum(tally.ease.values())), _("Time, place and parking")))
    wished = [(str(words), float(tally.topics[topic.value]), str(tally.topics[topic.value]))
              for topic, words in TOPICS.items() if tally.topics.get(topic.value)]  # fmt: skip
    if wished:
        parts.append(sheet.Bars(tuple(wished), max(length for _label, length, _text in wished),
                                _("Would like to come to")))  # fmt: skip
    return parts


def _mean(tally: Tally, name: str) -> str:
    marks = tally.marks[name]
    return _("%(mean)s of 5 (%(number)s answers)", mean=f"{marks.mean:.1f}", number=marks.number)


def nps_said(tally: Tally) -> str:
    """The score with its number of answers; too few answers have none."""
    if tally.nps is None:
        number = tally.recommend.number
        return _("shown from %(least)s answers on; %(number)s so far", least=LEAST_FOR_NPS, number=number)
    aim = _("aim %(number)s", number=NPS_TARGET)
    return f"{tally.nps} ({_('%(number)s answers', number=tally.recommend.number)}) · {aim}"


def _words(figures: Figures) -> list[sheet.Section]:
    parts: list[sheet.Part] = []
    for title, said_by in ((_("The most content wrote"), figures.best), (_("The least content wrote"), figures.worst)):
        if said_by:
            parts.append(sheet.Text(title, quiet=True))
            parts += [sheet.Text(f"「{words}」" if is_chinese(words) else f"“{words}”") for words in said_by]
    return [sheet.Section(_("In their own words"), tuple(parts))] if parts else []


def _course(report: Report, language: str) -> sheet.Section:
    figures = report.figures
    gifts = [
        (gift.name_en or gift.name if language == "en" else gift.name,
         _("%(handed)s of %(brought)s handed over", handed=gift.handed, brought=gift.brought)
         + (" · " + yuan(gift.fen) if gift.fen else ""))
        for gift in figures.gifts
    ]  # fmt: skip
    rows = (
        (_("Programme as it was run"), report.written.programme or "–"),
        (_("Incidents and complaints"), report.written.incidents or _("none written down")),
        *gifts,
        (_("Pictures may be shown"),
         _("%(shared)s of %(clients)s clients who came; %(asked)s were asked",
           shared=figures.photo_shared, clients=figures.facts.clients, asked=figures.photo_asked)),
    )  # fmt: skip
    return sheet.Section(_("How it went"), (sheet.Facts(rows),))


def _after(figures: Figures) -> sheet.Section:
    rows = (
        (_("Followed up within 48 hours"), said(follow_up_rate(figures.facts))),
        (_("Tasks"), _("%(done)s of %(all)s done", done=figures.tasks_done, all=figures.tasks)),
        (_("Leads"), str(figures.facts.leads)),
    )
    return sheet.Section(_("Afterwards"), (sheet.Facts(rows),))


def _lessons(report: Report) -> sheet.Section:
    written = report.written
    again = {True: _("Yes"), False: _("No"), None: _("Not decided")}[written.again]
    rows: Sequence[tuple[str, str]] = (
        (_("What to keep"), written.keep or "–"),
        (_("What to stop"), written.stop or "–"),
        (_("What to try next time"), written.try_next or "–"),
        (_("Hold it again?"), again),
    )
    return sheet.Section(_("What we learn"), (sheet.Facts(tuple(rows)),))


def _signing(report: Report, language: str) -> sheet.Signing:
    event: Event = report.event
    manager = ""
    if report.signed_by is not None and report.written.signed_at is not None:
        manager = f"{report.signed_by.called(language)}  {day(report.written.signed_at, language, event.tz)}"
    writer = report.written_by.called(language) if report.written_by else event.organiser.called(language)
    return sheet.Signing(((_("Organiser, date"), writer), (_("Branch manager, date"), manager)))
