"""The 836 simulated responses to the Grand Recueil."""

from dataclasses import replace
from datetime import date

from demo.generator import published, words
from demo.generator.answers import all_answers
from demo.generator.calendar import last_save, minutes_on, moments
from demo.generator.draws import Draws, apportion
from demo.generator.needs import Need, needs_of, scale
from demo.generator.profiles import Profile, complete_profiles, partial_profiles
from demo.generator.responses import Answers, SimulatedResponse, cut, furthest_question, section_keys
from engines.questionnaire.model import Definition

FIRST_DAY, LAST_DAY = date(2024, 7, 1), date(2024, 10, 31)
#: Published: July to October 2024. Assumed: the start, September, the assembly of the 26th, the last days.
_PEAKS = {date(2024, 7, 2): 3.0, date(2024, 9, 3): 3.0, date(2024, 9, 26): 2.5, date(2024, 10, 21): 2.0}
_SECONDS = (260, 300, 520, 560, 380, 150)


def grand_recueil(questionnaire: Definition, seed: str) -> list[SimulatedResponse]:
    """All the responses, complete and partial, in the order they began.

    questionnaire: the definition of demo/questionnaires/grand_recueil.md.
    """
    draws = Draws(seed, "grand recueil")
    names = words.Names()
    complete = complete_profiles(draws)
    made: list[tuple[Answers, int | None]] = [
        (answers, None) for answers in _answers(draws, complete, names, published.TOTAL_NEED_CENTS, first=1)
    ]
    partial = partial_profiles(draws)
    # Their needs count nowhere: in proportion to their number, smaller because the largest took the time.
    rest = published.TOTAL_NEED_CENTS * 2 // 5 // 50_000 * 50_000
    stops = [place for place, count in enumerate(_stops(len(partial))) for _ in range(count)]
    draws.shuffle(stops)
    made += zip(_answers(draws, partial, names, rest, first=len(complete) + 1), stops, strict=True)
    responses = [_response(draws, questionnaire, answers, stop) for answers, stop in made]
    responses.sort(key=lambda response: response.started_at)
    return [replace(response, number=number) for number, response in enumerate(responses, start=1)]


def _answers(
    draws: Draws, profiles: list[Profile], names: words.Names, total_cents: int, *, first: int
) -> list[Answers]:
    needs: list[list[Need]] = [needs_of(draws, profile) for profile in profiles]
    scale([need for rows in needs for need in rows], total_cents)
    return [
        all_answers(draws, profile, rows, names, number)
        for number, (profile, rows) in enumerate(zip(profiles, needs, strict=True), start=first)
    ]


def _stops(count: int) -> list[int]:
    return apportion(count, list(published.STOPPED.values()))


def _response(
    draws: Draws, questionnaire: Definition, answers: Answers, stop: int | None
) -> SimulatedResponse:
    keys = section_keys(questionnaire)
    reached = len(keys) if stop is None else stop + 1
    if stop is not None:
        answers = cut(questionnaire, answers, section=stop, share=draws.uniform(0.15, 0.9))
    seconds = {
        key: minutes_on(draws, usual) for key, usual in zip(keys[:reached], _SECONDS[:reached], strict=True)
    }
    started = moments(draws, FIRST_DAY, LAST_DAY, _PEAKS)
    return SimulatedResponse(
        number=0,
        answers=answers,
        started_at=started,
        saved_at=last_save(draws, started, sum(seconds.values()), LAST_DAY),
        is_complete=stop is None,
        seconds=seconds,
        furthest_section=reached,
        furthest_question=furthest_question(questionnaire, answers),
    )
