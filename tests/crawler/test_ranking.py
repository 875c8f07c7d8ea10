"""The order of the frontier and its explanation."""

from __future__ import annotations

import pytest

from crawler.addresses import AddressError
from crawler.explaining import LinkExplanation, explain_link, explain_page
from crawler.frontier import Frontier, Target
from crawler.model import Link
from crawler.ranking import Circumstances, rank_of
from crawler.scoring import LinkScorer, names_no_subject
from fleet.plan import scored_phrases
from programmes import bundled, load_programme

PROGRAMME = load_programme(bundled())
PHRASES = scored_phrases(PROGRAMME)
SCORER = LinkScorer(PHRASES)


def explained(url: str, text: str = "", section: str = "", **more: str) -> LinkExplanation:
    """A link judged by the bundled programme."""
    return explain_link(PHRASES, PROGRAMME.follow_threshold, url, text, section, **more)


def rank(url: str, text: str = "", section: str = "", **more: str) -> float:
    """Its place in the frontier."""
    return explained(url, text, section, **more).rank


def test_acts_come_before_the_sections_that_lead_to_them_and_those_before_other_acts() -> None:
    act = rank("/f/1.pdf", "Положение о наставничестве")
    section = rank("/pedagogam", "Педагогам")
    other = rank("/f/2.pdf", "Положение о школьной форме")
    news = rank("/novosti/5", "Заседание методического объединения")
    gallery = rank("/foto", "Фотогалерея")
    assert act > section > other > gallery
    assert act > section > news > gallery


def test_a_link_that_names_nothing_takes_over_from_the_page_it_stands_on() -> None:
    score = SCORER.score("Документ 5", url="http://s.ru/f/5.pdf")
    cold = rank_of(score, Circumstances(document=True, unnamed=True))
    hot = rank_of(score, Circumstances(document=True, unnamed=True, heat=9.0))
    named = rank_of(SCORER.score("Меню на неделю"), Circumstances(document=True, heat=9.0))
    assert hot.value > cold.value + 5 > named.value
    assert hot.heat > 0 == cold.heat


def test_what_was_found_last_time_decides() -> None:
    score = SCORER.score("Раздел 7")
    gave, barren, new = (rank_of(score, Circumstances(past_acts=acts)).value for acts in (2, 0, None))
    assert gave > 20 > new > barren


def test_a_page_in_a_context_that_says_something() -> None:
    assert rank("/f/9.pdf", "скачать", context="Положение о ШМО") > rank("/f/9.pdf", "скачать")
    assert rank("/f/9.pdf", "скачать", "Наставничество") > rank("/f/9.pdf", "скачать")
    assert rank("/f/9.pdf", "скачать", page_title="Наставничество") > rank("/f/9.pdf", "скачать")
    assert rank("/f/polozhenie-o-metodicheskom-sovete.pdf", "скачать") > rank("/f/9.pdf", "скачать")


@pytest.mark.parametrize("text", ["", "Документ 5", "Приказ № 54 от 04.09.2023", "Положение (3).pdf", "Дорожная карта", "Приложение № 17", "план 2024-2025"])
def test_texts_that_name_a_form_at_most(text: str) -> None:
    assert names_no_subject(text)


@pytest.mark.parametrize("text", ["Положение о библиотеке", "Меню", "Приказ о приёме детей", "5 класс"])
def test_texts_that_name_a_subject(text: str) -> None:
    assert not names_no_subject(text)


def test_an_explanation_gives_each_part_with_its_number() -> None:
    found = explained("/docs/polozhenie.pdf", "Положение о наставничестве", "Документы")
    assert found.rank == pytest.approx(sum(part.value for part in found.parts), abs=0.01)
    assert {part.name for part in found.parts} == {"topic", "form", "document"}
    text = "\n".join(found.lines)
    assert "предмет мониторинга" in text and "в тексте ссылки: «наставничество» (+9.0)" in text and not found.skip


@pytest.mark.parametrize(
    ("url", "text", "why"),
    [
        ("/calendar/2023-05/", "", "ловушка"),
        ("/about?print=1&sort=date", "", "копия"),
        ("/login", "", "служебный"),
        ("/foto", "Фотогалерея. Календарь, меню, расписание", "порога"),
        ("/scan.jpg", "", "картинка"),
    ],
)
def test_an_explanation_says_why_a_link_is_not_followed(url: str, text: str, why: str) -> None:
    found = explained(url, text)
    assert why in found.skip
    assert f"Открываться не будет: {found.skip}." in found.lines


def test_what_is_no_address_is_an_error() -> None:
    with pytest.raises(AddressError):
        explained("http://")


def test_the_links_of_a_page_in_the_order_of_a_crawl() -> None:
    html = (
        "<nav><a href='/'>Главная</a><a href='/novosti'>Новости</a></nav><main><h2>Наставничество</h2><a href='/1.pdf'>Документ 1</a>"
        "<a href='/menu.pdf'>Меню</a><a href='/calendar/2024-01/'>Январь</a><a href='mailto:a@b.ru'>Почта</a></main>"
    )
    found = explain_page(PHRASES, PROGRAMME.follow_threshold, html, "http://s.ru/")
    assert found[0].url == "http://s.ru/1.pdf"
    assert found[-1].skip and len(found) == 5


def test_pages_of_a_kind_that_never_gave_fall_behind() -> None:
    frontier = Frontier()
    for number in range(20):
        url = f"http://s.ru/klassy/{number}/"
        frontier.push(Target(f"k{number}", Link(url, page_url="http://s.ru/klassy/"), url))
    late = "http://s.ru/mediaciya/o-nas/"
    frontier.push(Target("late", Link(late, page_url="http://s.ru/klassy/"), late))
    order = []
    while (target := frontier.pop()) is not None:
        order.append(target.key)
        frontier.harvest.note(target.url, "http://s.ru/klassy/", False)
    assert order.index("late") <= 2
    assert sorted(order) == sorted([f"k{number}" for number in range(20)] + ["late"])


@pytest.mark.parametrize("text", ["Положение-о-методической-службе2024", "074_Положение_о_наставничестве_подпись (1)", "5.ПоложениеоШМО2023 методическое объединение2"])
def test_words_and_numbers_run_together_are_read(text: str) -> None:
    assert any(hit.topical for hit in SCORER.score(text).hits)
