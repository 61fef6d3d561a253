"""What new facts say beyond the copies: attributes are looked up in modules and classes, calls give results."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from codegraph_dagster.stages.references.arrays import (
    Edges,
    GrowingSet,
    Ints,
    Mask,
    ascending,
    codes_of,
    contains,
    first_of_each,
    joined_columns,
)
from codegraph_dagster.stages.references.facts import (
    FIRST_PLACE,
    FUNCTION,
    IMPLIED,
    INSTANCE,
    METATYPE,
    MODULE,
    OWN_TYPE,
    RECEIVER,
    SUPER,
    TYPE,
    Facts,
    content_of,
    joined,
)

_NAME_BITS = 32


def member_key(owner: Ints, name: Ints) -> Ints:
    """One number for a name in a module or class, from the numbers of both."""
    return owner << _NAME_BITS | name


@dataclass(frozen=True)
class Program:
    """What the syntax says, as columns of numbers; names are numbered by any order."""

    attributes: tuple[Ints, Ints, Ints]
    """head, id, name"""
    calls: tuple[Ints, Ints]
    """head, id"""
    class_members: tuple[Ints, Ints, Ints, Ints]
    """class, name, definition, rank"""
    module_members: tuple[Ints, Ints, Ints]
    """file number, name, definition"""
    generic_members: tuple[Ints, Ints, Ints, Ints]
    """definition, number of the type argument that it is (or gives, when it `is_called`), way to that in its type,
    `is_called`"""
    properties: Ints
    """Definitions of methods that are read like a field."""
    demanded: Ints
    """Keys of names and expressions on which something depends."""


@dataclass(frozen=True)
class Found:
    """What one round finds: copies without a turn (`source`, `sink`), rows of `bound` (`bound_sink`, `method`,
    `class_` << 3 | shape), and facts."""

    source: Ints
    sink: Ints
    bound_sink: Ints
    method: Ints
    class_: Ints
    facts: Facts


@dataclass(frozen=True)
class _Hits:
    """Attributes that classes have: of what (`head`), `id`, what it is (`definition`), and the fact that led there."""

    head: Ints
    id: Ints
    definition: Ints
    shape: Ints
    class_: Ints


_COLUMNS_OF_HITS = ("head", "id", "definition", "shape", "class_")


class Members:
    """Looks attributes up, and keeps what was found in earlier rounds. `narrowed`: keys that get nothing by copies.

    Until it `knows_inheritance`, attributes of objects are looked up among what is declared alone: what their class has
    else under a name does not count when a base class declares it.
    """

    def __init__(self, program: Program) -> None:
        self._attributes = Edges(*program.attributes)
        self._calls = Edges(*program.calls)
        self._called_heads = ascending(program.calls[0])
        self._properties = ascending(program.properties)
        self._generic_members = Edges(*program.generic_members)
        self._demanded = ascending(program.demanded)
        self._module_members = Edges(member_key(*program.module_members[:2]), program.module_members[2])
        self._classes = ascending(program.class_members[0])
        class_, name, definition, rank = program.class_members
        self._class_members = Edges(member_key(np.searchsorted(self._classes, class_), name), definition, rank)
        self._mro = Edges()
        self._targets: list[tuple[Ints, Ints]] = []
        self._known_targets = GrowingSet()
        self._known_copies = GrowingSet()
        self._known_bound = GrowingSet()
        self.narrowed: Ints = np.empty(0, dtype=np.int64)
        self.knows_inheritance = False

    def set_inheritance(self, class_: Ints, ancestor: Ints, position: Ints) -> None:
        """Say in which classes the members of a class are looked for, the class itself (position 0) among them."""
        has_members = contains(self._classes, ancestor)
        self._mro = Edges(
            class_[has_members], np.searchsorted(self._classes, ancestor[has_members]), position[has_members]
        )

    def take_targets(self) -> tuple[Ints, Ints]:
        """What attributes were found to be since this was last asked: id, definition."""
        targets, self._targets = self._targets, []
        return joined_columns([ids for ids, _ in targets]), joined_columns([found for _, found in targets])

    def follow(self, fresh: Facts) -> Found:
        """What follows from new facts, as far as it was not found before."""
        seeking = fresh.take((fresh.shape != FUNCTION) & (fresh.shape != METATYPE))
        of_modules, hits = self._sought(seeking)
        ids = np.concatenate((of_modules[0], hits.id))
        definitions = np.concatenate((of_modules[1], hits.definition))
        of_instance = np.zeros(ids.size, dtype=np.int64)
        of_instance[of_modules[0].size :] = (hits.shape != TYPE) & (hits.shape != OWN_TYPE)
        new = self._known_targets.take_new(codes_of(ids, definitions, of_instance))
        ids, definitions, of_instance = ids[new], definitions[new], of_instance[new]
        self._targets.append((ids, definitions))

        results, functions = self._called(fresh)
        is_read = (of_instance == 1) & contains(self._properties, definitions)
        source = np.concatenate((np.where(is_read, -definitions, definitions), -functions.definition))
        sink = np.concatenate((ids, functions.key))
        allowed = self._is_demanded(sink) & ~contains(self.narrowed, sink)
        argument, of_argument = self._arguments(hits)
        source, sink = np.concatenate((source[allowed], argument)), np.concatenate((sink[allowed], of_argument))
        new = self._known_copies.take_new(codes_of(source, sink))
        return Found(source[new], sink[new], *self._bound(hits), results)

    def _sought(self, seeking: Facts) -> tuple[tuple[Ints, Ints], _Hits]:
        modules: list[tuple[Ints, Ints]] = []
        classes: list[_Hits] = []
        for left, (ids, names) in self._attributes.lookup(seeking.key):
            shape, definition = seeking.shape[left], seeking.definition[left]
            of_module = np.flatnonzero(shape == MODULE)
            keys = member_key(definition[of_module] >> 26, names[of_module])
            for at, (found,) in self._module_members.lookup(keys):
                modules.append((ids[of_module[at]], found))
            of_class = np.flatnonzero(shape != MODULE)
            at, found = self._in_classes(definition[of_class], names[of_class], shape[of_class])
            place = of_class[at]
            classes.append(_Hits(seeking.key[left[place]], ids[place], found, shape[place], definition[place]))
        return (
            (joined_columns([ids for ids, _ in modules]), joined_columns([found for _, found in modules])),
            _Hits(*(joined_columns([getattr(hits, column) for hits in classes]) for column in _COLUMNS_OF_HITS)),
        )

    def _in_classes(self, class_: Ints, name: Ints, shape: Ints) -> tuple[Ints, Ints]:
        """Which of the names their classes have, and what they are there: of all ancestors' members of a name that of
        the lowest rank, then of the nearest ancestor. After SUPER the class's own do not count."""
        after = shape == SUPER
        only_declared = (shape != TYPE) & (not self.knows_inheritance)
        codes = codes_of(class_, name, after + 2 * only_declared.astype(np.int64))
        distinct, index = first_of_each(codes)
        pairs: list[Ints] = []
        weights: list[Ints] = []
        definitions: list[Ints] = []
        for pair, (ancestor, position) in self._mro.lookup(class_[index]):
            counted = np.flatnonzero(~after[index[pair]] | (position > 0))
            keys = member_key(ancestor[counted], name[index[pair[counted]]])
            for at, (definition, rank) in self._class_members.lookup(keys):
                seen = np.flatnonzero(~only_declared[index[pair[counted[at]]]] | (rank == 0))
                place = counted[at[seen]]
                pairs.append(pair[place])
                weights.append(rank[seen] + position[place])
                definitions.append(definition[seen])
        pair, weight, definition = joined_columns(pairs), joined_columns(weights), joined_columns(definitions)
        order = np.lexsort((definition, weight, pair))
        pair, definition = pair[order], definition[order]
        first = np.flatnonzero(np.diff(pair, prepend=-1))
        best = np.full(distinct.size, -1, dtype=np.int64)
        best[pair[first]] = definition[first]
        found = best[np.searchsorted(distinct, codes)]
        at = np.flatnonzero(found >= 0)
        return at, found[at]

    def _called(self, fresh: Facts) -> tuple[Facts, Facts]:
        """Results of calls of classes; and calls of functions: the call as the key, with the function."""
        results: list[Facts] = []
        functions: list[Facts] = []
        called = fresh.take((fresh.shape == TYPE) | (fresh.shape == OWN_TYPE) | (fresh.shape == FUNCTION))
        for left, (ids,) in self._calls.lookup(called.key):
            found = Facts(ids, called.shape[left], called.definition[left])
            found = found.take(self._is_demanded(found.key))
            is_function = found.shape == FUNCTION
            functions.append(found.take(is_function))
            made = found.take(~is_function)
            made.shape = np.where(made.shape == TYPE, INSTANCE, RECEIVER)
            results.append(made)
        return joined(results), joined(functions)

    def _arguments(self, hits: _Hits) -> tuple[Ints, Ints]:
        """Copies of what the type arguments of an object are to members of such a type, and to what methods give."""
        found: list[tuple[Ints, Ints, Ints, Ints]] = []
        for left, (argument, way, is_called) in self._generic_members.lookup(hits.definition):
            head, id_ = hits.head[left], hits.id[left]
            read, called = np.flatnonzero(is_called == 0), np.flatnonzero(is_called)
            found.append((head[read], id_[read], argument[read], way[read]))
            for at, (calls,) in self._calls.lookup(id_[called]):
                place = called[at]
                found.append((head[place], calls, argument[place], way[place]))
        head, sink, argument, way = (joined_columns([columns[number] for columns in found]) for number in range(4))
        source, has_source = content_of(head, argument + FIRST_PLACE)
        into, has_sink = content_of(sink, way)
        given = has_source & has_sink & self._is_demanded(sink) & ~contains(self.narrowed, sink)
        return source[given], into[given]

    def _is_demanded(self, keys: Ints) -> Mask:
        # What the syntax implies has keys of its own, and is there because something depends on it.
        return contains(self._demanded, keys) | (keys >= IMPLIED)

    def _bound(self, hits: _Hits) -> tuple[Ints, Ints, Ints]:
        """New rows of `bound`: methods that are called, properties that are read and not called."""
        shape = np.where(
            (hits.shape == RECEIVER) | (hits.shape == OWN_TYPE) | (hits.shape == SUPER), RECEIVER, INSTANCE
        )
        class_ = hits.class_ << 3 | shape
        is_property = contains(self._properties, hits.definition)
        read = np.flatnonzero(is_property & ~contains(self._called_heads, hits.id))
        rows = [(hits.id[read], hits.definition[read], class_[read])]
        methods = np.flatnonzero(~is_property)
        for left, (ids,) in self._calls.lookup(hits.id[methods]):
            place = methods[left]
            rows.append((ids, hits.definition[place], class_[place]))
        sink, method, class_ = (joined_columns([row[column] for row in rows]) for column in range(3))
        new = self._known_bound.take_new(codes_of(sink, method, class_))
        return sink[new], method[new], class_[new]
