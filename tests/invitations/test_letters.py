"""From an invitation to its letter: the right words in the right language, and every problem found beforehand."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from clients.models import Client, ClientHold, HoldKind, TitleKind
from core.db import db
from events.models import CompanionPolicy, Event, EventFormat, EventStatus
from invitations.codes.tokens import unseal
from invitations.letters.setup import compose_letter, reads_large
from invitations.letters.values import companions_words, duration_words
from invitations.models import Invitation, ReplyState
from invitations.runs.preflight import problems
from invitations.runs.print_words import sentence
from invitations.runs.problems import Mend, Problem, ProblemKind
from printing.documents.document import fit
from tests.house import NOW

START = datetime(2027, 4, 10, 6, 30, tzinfo=UTC)  # 14:30 in Shanghai, a Saturday
DEADLINE = datetime(2027, 4, 2, 10, 0, tzinfo=UTC)
BLACK_FLAG = "\U0002fffe"  # no face has a character that does not exist


@pytest.fixture
def invited(app, cast):
    """Makes an invitation with the given changes to event, client and manager, and stays in the application."""

    def make(*, event=None, client=None, rm=None, format=EventFormat.SALON):
        with app.app_context():
            staff = cast.staff("zhao")
            staff.name_en = "Zhao Ming"
            for name, value in (rm or {}).items():
                setattr(staff, name, value)
            db.session.commit()
        event_id = cast.add_event(
            **{"starts_at": START, "ends_at": START + timedelta(minutes=90), "reply_by": DEADLINE, "format": format}
            | (event or {})
        )
        client_id = cast.add_client(**{"name_en": "Wang Wenjing"} | (client or {}))
        return db.session.get_one(Invitation, cast.add_invitation(event_id, client_id, now=NOW))

    with app.app_context():
        yield make


def kinds(invitation, now=NOW):
    return [problem.kind for problem in problems(invitation, now)]


def text_of(invitation):
    return "\n".join(compose_letter(invitation, unseal(invitation), now=NOW).texts())


def test_a_chinese_letter_says_who_when_where_and_whom_to_call(invited):
    invitation = invited()
    codes = unseal(invitation)

    letter = compose_letter(invitation, codes, now=NOW)

    text = "\n".join(letter.texts())
    assert letter.salutation == "尊敬的王女士："
    for words in (
        "二〇二七年四月十日", "星期六", "下午二时三十分", "财富中心三楼", "滨江路18号", "2027年4月10日",
        "14:30", "四月二日前", "赵经理", "138-0000-0000", "江南银行001支行", "二〇二七年三月二十日",
    ):  # fmt: skip
        assert words in text, words
    assert letter.reply.qr_payload == f"HTTP://LOCALHOST:8000/I/{codes.token}"
    assert letter.reply.short_code == codes.short_code
    assert problems(invitation, NOW) == []


def test_an_english_letter_has_no_chinese_but_the_letterhead(invited):
    invitation = invited(client={"language": "en"})

    letter = compose_letter(invitation, unseal(invitation), now=NOW)

    assert letter.salutation == "Dear Ms Wang,"
    body = "\n".join([*letter.paragraphs, *letter.signature, letter.date, *(b for _a, b in letter.facts)])
    assert "Saturday, 10 April 2027" in body
    assert "2:30 pm" in body
    assert "Zhao Ming" in body
    assert not any("一" <= symbol <= "鿿" for symbol in body)
    assert problems(invitation, NOW) == []


@pytest.mark.parametrize("format", list(EventFormat))
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_format_has_a_letter_in_both_languages_that_fits_its_page(invited, format, language):
    invitation = invited(client={"language": language}, format=format)

    assert problems(invitation, NOW) == []
    fit(compose_letter(invitation, unseal(invitation), now=NOW))


@pytest.mark.parametrize(
    ("client", "expected"),
    [
        ({"surname": "欧阳", "given_name": "娜娜"}, "尊敬的欧阳女士："),
        ({"surname": "", "given_name": "阿依古丽·买买提"}, "尊敬的阿依古丽·买买提女士："),
        ({"surname": "陈", "title": "教授", "title_kind": TitleKind.PROFESSION, "gender": None}, "尊敬的陈教授："),
        ({"salutation_override": "敬爱的王老师"}, "敬爱的王老师："),
        ({"surname": "<b>王</b>{{7*7}}"}, "尊敬的<b>王</b>{{7*7}}女士："),
    ],
)
def test_clients_are_addressed_as_they_should_be(invited, client, expected):
    invitation = invited(client=client)

    assert compose_letter(invitation, unseal(invitation), now=NOW).salutation == expected


def test_letters_are_set_large_from_the_sixtieth_birthday_on(invited):
    day = date(2027, 4, 10)
    client = Client(birth_date=date(1967, 4, 10))

    assert reads_large(client, day)
    assert not reads_large(client, day - timedelta(days=1))
    assert not reads_large(Client(birth_date=None), day)
    invitation = invited(client={"birth_date": date(1950, 1, 1)})
    assert compose_letter(invitation, unseal(invitation), now=NOW).large


def test_a_deadline_in_another_year_names_its_year(invited):
    start = datetime(2028, 1, 8, 6, 0, tzinfo=UTC)
    invitation = invited(
        event={"starts_at": start, "ends_at": start + timedelta(hours=2), "reply_by": start - timedelta(days=6)}
    )

    assert "二〇二八年一月二日前" in text_of(invitation)


@pytest.mark.parametrize(
    ("policy", "most", "zh", "en"),
    [
        (CompanionPolicy.NONE, 0, "", ""),
        (CompanionPolicy.ONE, 1, "带一位家人", "a member of your family"),
        (CompanionPolicy.SEVERAL, 2, "带两位亲友", "up to two others"),
        (CompanionPolicy.SEVERAL, 1, "带一位亲友", "bring somebody"),
        (CompanionPolicy.FAMILY, 3, "家人和孩子", "children included"),
    ],
)
def test_whom_a_guest_may_bring_is_said_by_itself(policy, most, zh, en):
    event = Event(companions=policy, companions_most=most)

    assert zh in companions_words(event, "zh")
    assert en in companions_words(event, "en")
    assert bool(companions_words(event, "zh")) == (policy is not CompanionPolicy.NONE)


@pytest.mark.parametrize(
    ("minutes", "zh", "en"),
    [
        (10, "一刻钟", "a quarter of an hour"),
        (30, "半小时", "half an hour"),
        (60, "一小时", "an hour"),
        (90, "一个半小时", "an hour and a half"),
        (105, "一小时四十五分钟", "an hour and three quarters"),
        (120, "两小时", "two hours"),
        (150, "两个半小时", "two hours and a half"),
        (600, "十小时", "ten hours"),
    ],
)
def test_a_length_is_said_as_people_say_it(minutes, zh, en):
    assert duration_words(timedelta(minutes=minutes), "zh") == zh
    assert duration_words(timedelta(minutes=minutes), "en") == en


# --- preflight: one test a problem


def test_an_unknown_salutation_is_a_problem_of_the_client(invited):
    invitation = invited(client={"gender": None})

    [problem] = problems(invitation, NOW)

    assert (problem.kind, problem.mend, problem.subject_id) == (
        ProblemKind.SALUTATION,
        Mend.CLIENT,
        invitation.client_id,
    )


def test_a_character_that_no_face_draws_is_named_with_its_owner(invited):
    invitation = invited(client={"surname": BLACK_FLAG})

    [problem] = problems(invitation, NOW)

    assert (problem.kind, problem.mend, problem.detail) == (ProblemKind.CHARACTERS, Mend.CLIENT, BLACK_FLAG)
    assert problem.whose == invitation.client.full_name


def test_a_character_of_the_event_or_the_manager_is_not_put_down_to_the_client(invited):
    invitation = invited(event={"venue": f"厅{BLACK_FLAG}"}, rm={"name": "赵\U0003fffe"})

    found = {problem.mend: problem.detail for problem in problems(invitation, NOW)}

    assert found == {Mend.EVENT: BLACK_FLAG, Mend.STAFF: "\U0003fffe"}


def test_an_event_that_is_over_or_closed_is_a_problem(invited):
    invitation = invited()

    assert kinds(invitation, START) == [ProblemKind.EVENT_OVER]
    invitation.event.status = EventStatus.CLOSED
    assert kinds(invitation) == [ProblemKind.EVENT_OVER]


def test_a_deadline_that_is_over_is_a_problem_to_the_second(invited):
    invitation = invited()

    assert kinds(invitation, DEADLINE) == []
    assert kinds(invitation, DEADLINE + timedelta(seconds=1)) == [ProblemKind.DEADLINE_OVER]


def test_a_manager_without_telephone_is_a_problem(invited):
    invitation = invited(rm={"phone": ""})

    [problem] = problems(invitation, NOW)

    assert (problem.kind, problem.mend, problem.detail) == (ProblemKind.STAFF_LACKS, Mend.STAFF, "rm_phone:zh")
    assert problem.whose == "赵经理"


def test_a_hold_keeps_the_letter_back_only_while_it_stands(invited):
    invitation = invited()
    day = NOW.date()
    hold = ClientHold(kind=HoldKind.BEREAVEMENT, since=day, until=day + timedelta(days=30))
    invitation.client.holds.append(hold)

    [problem] = problems(invitation, NOW)
    assert (problem.kind, problem.detail) == (ProblemKind.HOLD, "bereavement")
    hold.until = day - timedelta(days=1)
    assert problems(invitation, NOW) == []


def test_an_english_letter_wants_the_event_in_english(invited):
    invitation = invited(client={"language": "en"}, event={"venue_en": "", "address_en": "", "parking": "地下二层"})

    found = {problem.detail for problem in problems(invitation, NOW)}

    assert found == {"venue:en", "address:en", "parking:en"}


@pytest.mark.parametrize("format", EventFormat)
def test_only_an_english_letter_asks_for_the_english_title(invited, format):
    words = {"title_en": "", "venue_en": "", "address_en": "", "speaker_en": ""}
    invitation = invited(event=words, format=format)
    assert problems(invitation, NOW) == []

    invitation.language = "en"

    assert {"event_title:en", "venue:en", "address:en"} <= {problem.detail for problem in problems(invitation, NOW)}


def test_an_english_letter_wants_the_managers_name_in_english(invited):
    invitation = invited(client={"language": "en"}, rm={"name_en": ""})

    assert [problem.detail for problem in problems(invitation, NOW)] == ["rm_name:en"]


def test_a_letter_too_long_for_its_page_is_a_problem(invited):
    invitation = invited(rm={"name": "赵" * 40})  # stands in a line that can't be broken

    assert kinds(invitation) == [ProblemKind.OVERFLOW]


def test_who_has_declined_or_is_no_longer_invited_gets_no_letter(invited):
    invitation = invited()

    invitation.reply = ReplyState.DECLINED
    assert kinds(invitation) == [ProblemKind.DECLINED]
    invitation.reply, invitation.revoked_at = ReplyState.NONE, NOW
    assert kinds(invitation) == [ProblemKind.REVOKED]


def test_every_problem_has_a_sentence_in_both_languages(app):
    details = {
        ProblemKind.HOLD: "complaint",
        ProblemKind.EVENT_LACKS: "venue:en",
        ProblemKind.STAFF_LACKS: "rm_name:zh",
        ProblemKind.STYLE: "claim:最",
        ProblemKind.STYLE_DENIED: "promise:保本",
    }
    seen = {}
    for language in ("zh", "en"):
        with app.test_request_context(f"/?lang={language}"):
            for kind in ProblemKind:
                problem = Problem(kind, Mend.EVENT, 1, details.get(kind, "珺"), "王")
                assert Problem.from_stored(problem.stored()) == problem
                seen.setdefault(kind, set()).add(sentence(problem))
    assert all(len(sentences) == 2 and all(sentences) for sentences in seen.values())


def test_a_salon_letter_names_the_event_and_does_without_a_speaker(invited):
    invitation = invited(event={"speaker": "", "title": "冬日书会"})

    assert problems(invitation, NOW) == []
    assert "“冬日书会”，约一个半小时" in text_of(invitation)


def test_a_lecture_wants_a_speaker(invited):
    invitation = invited(event={"speaker": ""}, format=EventFormat.LECTURE)

    assert [problem.detail for problem in problems(invitation, NOW)] == ["speaker:zh"]


def test_a_trip_says_when_it_comes_home_and_on_which_day_if_another(invited):
    invitation = invited(event={"ends_at": START + timedelta(hours=4)}, format=EventFormat.TRIP)
    assert "晚六时三十分前后送您回来" in text_of(invitation)

    invitation.event.ends_at = START + timedelta(days=1)
    assert "四月十一日下午二时三十分前后" in text_of(invitation)
