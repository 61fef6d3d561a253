"""Attributes are looked up in modules and classes, calls give results: what `follow` says of new facts."""

from __future__ import annotations

import numpy as np
import pytest

from codegraph_dagster.stages.references.facts import FIRST_PLACE, IMPLIED, SHAPES, Facts
from codegraph_dagster.stages.references.members import Found, Members, Program

# Classes 100 (derived from 200 and 300), 200, 300; names 1 and 2; the module of file 5.
ATTRIBUTES = [(11, 21, 1), (12, 22, 1), (13, 23, 2)]  # head, id, name
CALLS = [(21, 31), (14, 32), (15, IMPLIED + 33)]  # head, id
CLASS_MEMBERS = [(200, 1, 1201, 1 << 32), (300, 1, 1301, 0), (300, 2, 1302, 0), (100, 2, 1102, 0)]
MODULE_MEMBERS = [(5, 1, 900)]  # file number, name, definition
MRO = [(100, 100, 0), (100, 200, 1), (100, 300, 2), (200, 200, 0), (300, 300, 0)]
PROPERTY = 1102


def columns(rows, width):
    return tuple(np.array([row[place] for row in rows], dtype=np.int64) for place in range(width))


def members(demanded=(21, 22, 23, 31, 32), generic=()) -> Members:
    found = Members(
        Program(
            attributes=columns(ATTRIBUTES, 3),
            calls=columns(CALLS, 2),
            class_members=columns(CLASS_MEMBERS, 4),
            module_members=columns(MODULE_MEMBERS, 3),
            generic_members=columns(generic, 4),
            properties=np.array([PROPERTY]),
            demanded=np.array(demanded, dtype=np.int64),
        )
    )
    found.set_inheritance(*columns(MRO, 3))
    return found


def facts(*rows: tuple[int, str, int]) -> Facts:
    return Facts(*columns([(key, SHAPES.index(shape), definition) for key, shape, definition in rows], 3))


def copies(found: Found) -> list[tuple[int, int]]:
    return sorted(zip(found.source.tolist(), found.sink.tolist(), strict=True))


def bound(found: Found) -> list[tuple[int, int, int, str]]:
    rows = zip(found.bound_sink.tolist(), found.method.tolist(), found.class_.tolist(), strict=True)
    return sorted((sink, method, class_ >> 3, SHAPES[class_ & 7]) for sink, method, class_ in rows)


@pytest.mark.parametrize(
    ("fact", "expected"),
    [
        ((11, "module", 5 << 26), [(900, 21)]),
        # What is declared in a base comes before what is only assigned in a nearer one.
        ((11, "instance", 100), [(1301, 21)]),
        ((11, "type", 200), [(1201, 21)]),
        # A property of an instance gives its result, that of a class is the method.
        ((13, "instance", 100), [(-PROPERTY, 23)]),
        ((13, "type", 100), [(PROPERTY, 23)]),
        # super() passes the class itself over.
        ((13, "super", 100), [(1302, 23)]),
        ((13, "instance", 200), []),
        ((13, "function", 100), []),
        ((14, "function", 700), [(-700, 32)]),
        ((15, "function", 700), [(-700, IMPLIED + 33)]),
    ],
)
def test_what_is_copied(fact: tuple[int, str, int], expected: list[tuple[int, int]]):
    assert copies(members().follow(facts(fact))) == expected


def test_calls_of_classes_give_instances():
    made = members().follow(facts((14, "type", 100), (15, "own_type", 200))).facts
    rows = zip(
        made.key.tolist(), [SHAPES[shape] for shape in made.shape.tolist()], made.definition.tolist(), strict=True
    )
    assert sorted(rows) == [(32, "instance", 100), (IMPLIED + 33, "receiver", 200)]


def test_methods_are_bound_where_they_are_called_and_properties_where_they_are_read():
    assert bound(members().follow(facts((11, "instance", 100)))) == [(31, 1301, 100, "instance")]
    assert bound(members().follow(facts((13, "receiver", 100)))) == [(23, PROPERTY, 100, "receiver")]
    assert bound(members().follow(facts((12, "instance", 100)))) == []


def test_what_was_found_before_is_not_found_again():
    looking = members()
    first = looking.follow(facts((11, "instance", 100)))
    again = looking.follow(facts((11, "instance", 100), (11, "instance", 300)))
    assert copies(first) == [(1301, 21)]
    assert copies(again) == []
    assert bound(again) == [(31, 1301, 300, "instance")]
    assert [column.tolist() for column in looking.take_targets()] == [[21], [1301]]
    assert [column.tolist() for column in looking.take_targets()] == [[], []]


def test_nothing_is_copied_to_what_nothing_depends_on_or_a_test_narrows():
    idle = members(demanded=())
    found = idle.follow(facts((11, "instance", 100), (14, "type", 100), (15, "function", 700)))
    assert copies(found) == [(-700, IMPLIED + 33)]
    assert found.facts.size == 0
    assert [column.tolist() for column in idle.take_targets()] == [[21], [1301]]
    narrowed = members()
    narrowed.narrowed = np.array([21])
    assert copies(narrowed.follow(facts((11, "instance", 100)))) == []


def test_type_arguments_are_copied_to_members_and_to_what_methods_give():
    first, second, element = (way << 54 for way in (FIRST_PLACE, FIRST_PLACE + 1, 1))
    as_field = members(generic=[(1301, 0, 0, 0)]).follow(facts((11, "instance", 100)))
    assert copies(as_field) == [(1301, 21), (11 + first, 21)]
    as_method = members(generic=[(1301, 1, 1, 1), (1301, 0, 0, 1)]).follow(facts((11, "instance", 100)))
    assert sorted(copies(as_method)) == [(1301, 21), (11 + first, 31), (11 + second, 31 + element)]
    assert copies(members(demanded=(), generic=[(1301, 0, 0, 0)]).follow(facts((11, "instance", 100)))) == []


def test_what_is_only_assigned_waits_for_the_inheritance():
    early, late = members(), members()
    late.knows_inheritance = True
    assert copies(early.follow(facts((11, "instance", 200)))) == []
    assert copies(early.follow(facts((11, "type", 200)))) == [(1201, 21)]
    assert copies(late.follow(facts((11, "instance", 200)))) == [(1201, 21)]
