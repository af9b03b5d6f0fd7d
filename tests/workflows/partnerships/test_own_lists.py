"""A partnership's own lists: for its cases from then on, and for nobody else's."""

from __future__ import annotations

import pytest

from commands.remedies import in_words
from engine.cases import chain
from engine.cases.guards import registered
from engine.cases.records import Case
from engine.definitions import versions
from engine.definitions.loader import load
from engine.definitions.own_lists import OwnList
from engine.errors import BadInput, DefinitionRefused, IdentityNumber, Refused
from engine.people.actors import OPERATOR, Actor
from engine.people.acts import Act
from engine.people.tables import Partnership
from tests.world import World, definitions, refusal
from workflows.deviations.report_figures import make_figures
from workflows.partnerships import own_lists
from workflows.partnerships.own_lists import ListChange, known_workflows, read_own_list
from workflows.views import registry_history
from workflows.views.list_view import all_lists, change_words, lists_told
from workflows.views.reporter_view import reported

HANDOVER = "handover: {nb: Overlevering, nn: Overlevering, en: Handover}"
OTHER = "other: {nb: Noe annet, nn: Noko anna, en: Something else}"
ADMISSION = "admission: {nb: Før innleggelse, nn: Før innlegging, en: Before, newer: handover}"


def listed(world: World, *options: str, of: str = "event_type") -> OwnList:
    return world.own_list(of, *options)


def put(world: World, *options: str, of: str = "event_type", owner: int = 0) -> ListChange:
    partnership = world.session.orm.get_one(Partnership, owner or world.partnership)
    act = Act(world.neighbour if owner else world.secretary, world.at)
    return own_lists.put_list(world.session, partnership, listed(world, *options, of=of), act)


def fjord(world: World) -> Partnership:
    return world.session.orm.get_one(Partnership, world.partnership)


def options(world: World, partnership: int | None, field: str = "event_type") -> list[str]:
    definition = versions.newest(world.session, "deviation", partnership)[1]
    return list(definition.fields[field].options)


def test_cases_from_then_on_have_the_list_and_older_ones_keep_theirs(world):
    older = world.routed()
    change = put(world, HANDOVER, OTHER)
    newer = world.routed()

    with pytest.raises(BadInput, match="Choose from: Handover"):
        world.step(newer, "answer", world.handler, answer="Beklager", event_type="medicines")
    world.step(newer, "answer", world.handler, answer="Beklager", event_type="handover")
    world.step(older, "answer", world.handler, answer="Beklager", event_type="medicines")

    assert change.open_cases == 1
    assert [str(said) for said in change_words(change)][-1].startswith("1 open case goes on")
    assert world.now(older).definition_id != world.now(newer).definition_id
    assert chain.verify_chains(world.session) == []


def test_what_is_new_changed_gone_or_as_before_is_told_apart(world):
    put(world, HANDOVER, OTHER, ADMISSION)
    changed = HANDOVER.replace("}", ", meaning: {nb: A, nn: B, en: C}}")
    change = put(world, changed, OTHER, "late: {nb: Sent, nn: Seint, en: Late}")

    assert [str(said) for said in change_words(change)] == [
        "“Type of event” has other choices from now on.",
        "New: Late.",
        "With other words or days: Handover.",
        "No longer there: Before.",
        "1 choice stays as it was.",
    ]


def test_the_same_list_again_is_said_to_change_nothing(world):
    put(world, HANDOVER, OTHER)

    assert [str(said) for said in change_words(put(world, HANDOVER, OTHER))] == [
        "“Type of event” has the same choices as before.",
        "2 choices stay as they were.",
    ]


def test_the_neighbour_is_not_concerned(world):
    before = versions.in_use(world.session)
    put(world, HANDOVER, OTHER)

    assert versions.in_use(world.session) == before
    assert options(world, world.partnership) == ["handover", "other"]
    assert options(world, world.neighbours) == options(world, None)
    assert "medicines" in options(world, None)


def test_two_partnerships_have_a_list_each(world):
    put(world, HANDOVER, OTHER)
    put(world, OTHER, HANDOVER, ADMISSION, owner=world.neighbours)

    assert options(world, world.partnership) == ["handover", "other"]
    assert options(world, world.neighbours) == ["other", "handover", "admission"]


def test_a_second_list_stands_beside_the_first(world):
    put(world, HANDOVER, OTHER)
    put(world, HANDOVER, OTHER, of="factors")

    assert options(world, world.partnership) == ["handover", "other"]
    assert options(world, world.partnership, "factors") == ["handover", "other"]


def test_what_an_open_case_chose_may_not_vanish(world):
    case = world.routed()
    world.step(case, "answer", world.handler, answer="Beklager", event_type="admission")

    refused = refusal(lambda: put(world, HANDOVER, OTHER))

    assert refused.unmet == ["options"]
    assert "(admission) was chosen in 1 case" in str(refused)
    assert "medicines" in options(world, world.partnership)
    put(world, HANDOVER, OTHER, ADMISSION)


def test_the_neighbours_open_case_does_not_stand_in_the_way(world):
    case = world.routed()
    world.step(case, "answer", world.handler, answer="Beklager", event_type="admission")

    put(world, HANDOVER, OTHER, owner=world.neighbours)


def test_what_a_case_chose_that_has_ended_may_vanish(world):
    case = world.routed()
    world.step(case, "answer", world.handler, answer="Beklager", event_type="admission")
    world.step(case, "reject", rejection="not_enough")

    assert put(world, HANDOVER, OTHER).open_cases == 0


def test_what_the_program_speaks_of_has_to_stay(world):
    with pytest.raises(Refused, match="needs_council"):
        own_lists.put_list(
            world.session,
            fjord(world),
            world.own_list("light", HANDOVER, OTHER, workflow="measure"),
            Act(world.secretary, world.at),
        )


@pytest.mark.parametrize("who", ["handler", "neighbour", "stranger"])
def test_only_who_keeps_the_partnership_may(world, who):
    with pytest.raises(Refused):
        own_lists.put_list(
            world.session,
            fjord(world),
            listed(world, HANDOVER, OTHER),
            Act(getattr(world, who), world.at),
        )

    assert "medicines" in options(world, world.partnership)


def test_going_back_to_the_common_list(world):
    act = Act(world.secretary, world.at)
    put(world, HANDOVER, OTHER)
    put(world, HANDOVER, OTHER, of="factors")

    own_lists.drop_list(world.session, fjord(world), "deviation", "event_type", act)

    assert options(world, world.partnership) == options(world, None)
    assert options(world, world.partnership, "factors") == ["handover", "other"]
    with pytest.raises(BadInput, match="no list “event_type” of its own"):
        own_lists.drop_list(world.session, fjord(world), "deviation", "event_type", act)


def drop(world: World, by: Actor) -> ListChange:
    act = Act(by, world.at)
    return own_lists.drop_list(world.session, fjord(world), "deviation", "event_type", act)


def answered(world: World, event_type: str) -> Case:
    case = world.routed()
    world.step(case, "answer", world.handler, answer="Beklager", event_type=event_type)
    return case


def test_going_back_is_refused_where_an_open_case_chose_what_the_common_list_lacks(world, tmp_path):
    put(world, HANDOVER, OTHER)
    case = answered(world, "handover")

    refused = refusal(lambda: drop(world, world.secretary))

    (reason,) = refused.reasons
    assert f"(handover) was chosen in 1 case that has not ended. It is chosen in: {case.ref}." in (
        str(refused)
    )
    assert str(in_words(reason)[1]).startswith("Import the common list with this option in it")
    (common,) = lists_told(world.session, "deviation", None, "event_type")
    (tmp_path / "list.yaml").write_text(
        common.file() + "\n  " + HANDOVER.replace("}", ", valid_to: 2026-01-01}"), encoding="utf-8"
    )
    given = read_own_list(tmp_path / "list.yaml", known_workflows(world.session))
    own_lists.put_list(world.session, fjord(world), given, Act(world.secretary, world.at))


def test_a_refusal_names_no_more_than_ten_cases(world):
    put(world, HANDOVER, OTHER)
    refs = [answered(world, "handover").ref for _each in range(own_lists.MOST_NAMED + 1)]

    named = str(refusal(lambda: drop(world, world.secretary)))

    assert "in 11 cases that have not ended. Among them: " in named
    assert [ref in named for ref in refs] == [True] * own_lists.MOST_NAMED + [False]


def test_a_refusal_names_no_case_that_may_not_be_seen(world):
    newer_workflow(
        world,
        "visible_to: [reporter, router, handler, secretariat, contributor]",
        "visible_to: [handler]",
    )
    put(world, HANDOVER, OTHER)
    case = answered(world, "handover")

    refused = str(refusal(lambda: drop(world, world.secretary)))

    assert "in 1 case that has not ended." in refused
    assert case.ref not in refused


def newer_workflow(world: World, old: str = "", new: str = "") -> None:
    text = definitions()["deviation"].source.replace("\nversion: ", "\nversion: 9", 1)
    assert old in text
    definition = load(text.replace(old, new), "deviation.yaml", guards=registered())
    versions.store(world.session, [definition], Act(OPERATOR, world.at))


def test_the_next_version_of_the_workflow_keeps_the_list(world):
    put(world, HANDOVER, OTHER)
    newer_workflow(world, "en: Cooperation deviation}", "en: Something wrong}")

    definition = versions.newest(world.session, "deviation", world.partnership)[1]

    assert definition.label.en == "Something wrong"
    assert list(definition.fields["event_type"].options) == ["handover", "other"]
    assert (
        world.report().case.definition_id
        == versions.newest(world.session, "deviation", world.partnership)[0]
    )


def test_a_version_that_the_list_does_not_fit_is_refused_as_a_whole(world):
    put(world, HANDOVER, OTHER)

    with pytest.raises(DefinitionRefused, match="cannot be another one"):
        newer_workflow(world, "event_type", "sort_of_event")

    assert versions.newest(world.session, "deviation")[1].version < 90


def test_the_report_to_the_council_has_the_words_of_the_partnership(world):
    world.learnt(event_type="admission")
    world.learnt(event_type="medicines")
    put(world, HANDOVER, OTHER, ADMISSION, "medicines: {nb: Piller, nn: Pillar, en: Pills}")
    world.learnt(event_type="handover")

    figures = make_figures(world.session, fjord(world), world.at.date()).figures
    table = next(each for each in figures["tables"] if each["name"] == "event_type")
    rows = {row["key"]: (row["label"]["nb"], row["count"]) for row in table["rows"]}

    assert rows["handover"] == ("Overlevering", 2)
    assert rows["medicines"] == ("Piller", 1)
    assert "admission" not in rows


def test_lists_are_told_with_whose_they_are(world):
    put(world, HANDOVER, OTHER)
    told = {each.field: each for each in lists_told(world.session, "deviation", fjord(world))}

    assert (told["event_type"].own, told["factors"].own) == (True, False)
    assert "kind" not in told
    assert [each["name"] for each in told["event_type"].answer()["options"]] == [
        "handover",
        "other",
    ]
    with pytest.raises(BadInput, match=r"Choose from: .*event_type"):
        lists_told(world.session, "deviation", fjord(world), "what")


def test_every_list_can_be_written_as_a_file_and_read_again(world, tmp_path):
    known = known_workflows(world.session)
    for told in all_lists(world.session, fjord(world)):
        file = tmp_path / f"{told.workflow}-{told.field}.yaml"
        file.write_text(told.file(), encoding="utf-8")

        again = read_own_list(file, known).options
        assert again == told.options
        assert all(again[name].same_as(option) for name, option in told.options.items())


def test_which_reasons_invite_to_report_anew_a_partnership_says_itself(world):
    invites = OTHER.replace("}", ", anew: true}")
    put(world, HANDOVER, invites, of="rejection")
    told = {}
    for why in ("handover", "other"):
        receipt = world.report()
        world.step(receipt.case, "reject", rejection=why)
        told[why] = reported(world.session, receipt.code, world.at, "en").anew

    assert (told["handover"], str(told["other"])) == (
        None,
        "You may report it anew, with what was missing.",
    )


def test_what_an_option_asks_in_other_words_is_written_and_read_again(world, tmp_path):
    asks = "asks: {harm: {label: {nb: A, nn: B, en: C}}, factors: {label: {nb: D, nn: E, en: F},"
    put(world, HANDOVER, OTHER.replace("}", f", {asks} help: {{nb: G, nn: H, en: I}}}}}}}}", 1))
    (told,) = lists_told(world.session, "deviation", fjord(world), "event_type")
    file = tmp_path / "again.yaml"
    file.write_text(told.file(), encoding="utf-8")

    again = read_own_list(file, known_workflows(world.session))

    answered = told._replace(options=again.options).answer()
    assert answered == told.answer()
    assert answered["options"][1]["asks"]["factors"]["help"] == {"nb": "G", "nn": "H", "en": "I"}


def test_the_partnerships_page_tells_who_replaced_a_list(world):
    put(world, HANDOVER, OTHER)

    (newest, *_older) = registry_history.of_partnership(
        world.session, fjord(world), world.secretary, world.at.date()
    )

    assert str(newest.said) == "Given a list of its own: Type of event."
    assert newest.who == "Sara Sekretær"


def test_a_file_with_a_number_in_its_name_is_not_read(tmp_path):
    with pytest.raises(IdentityNumber, match="The name of the file contains"):
        read_own_list(tmp_path / "01010750160.yaml", {})


def test_what_somebody_changed_since_it_was_seen_is_not_taken(world):
    act = Act(world.secretary, world.at)
    given = listed(world, HANDOVER, OTHER)
    with world.session.savepoint(keep=False):
        seen = own_lists.put_list(world.session, fjord(world), given, act).seen
    put(world, HANDOVER, OTHER, ADMISSION)

    with pytest.raises(own_lists.ListChangedSince, match="since you saw this") as refused:
        own_lists.put_list(world.session, fjord(world), given, act, seen)
    assert len(options(world, world.partnership)) == 3

    own_lists.put_list(world.session, fjord(world), given, act, refused.value.change.seen)
    assert len(options(world, world.partnership)) == 2
