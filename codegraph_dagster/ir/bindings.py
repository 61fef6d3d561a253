"""Find the names that a batch binds, the scope each one is bound in, and the binding that defines it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from codegraph_dagster.ir.places import SEQUENCES, positions_in_sequences
from codegraph_dagster.ir.scopes import Scoping, binding_scope
from codegraph_dagster.ir.syntax import Bools, Ints, Syntax
from codegraph_dagster.ir.vocabulary import FLOWS, SCOPES, UNPACKING, Kind, table

_PARAMETERS: Final = table(Kind.parameter, Kind.variadic_positional, Kind.variadic_keyword)
_OWN_NAME: Final = table(Kind.function_name, Kind.class_name)
_FUNCTIONS: Final = table(Kind.function, Kind.lambda_)
_ANNOTATIONS: Final = table(Kind.annotation, Kind.parameter_annotation)
# Names of these regions are defined there, whatever bound the name before.
_ALWAYS_DEFINE: Final = table(
    Kind.function_name,
    Kind.class_name,
    Kind.parameter,
    Kind.variadic_positional,
    Kind.variadic_keyword,
    Kind.type_parameter,
)


@dataclass(frozen=True, slots=True)
class Names:
    """The name tokens of a batch. `rows`: their rows. `ids`: index into `strings` by row (-1: no name row).

    For an attribute row `ids` is the attribute's name and `token_start` where it stands; `is_member` marks the tokens
    that are an attribute's name and so are no names of their own.
    """

    rows: Ints
    ids: Ints
    strings: list[str]
    token_start: Ints
    is_member: Bools


def name_tokens(syntax: Syntax) -> Names:
    """Read the text of every name and tell attributes' names from names proper."""
    kind, start, end, up = syntax.kind, syntax.start, syntax.end, syntax.up
    rows = np.flatnonzero(kind == Kind.name)
    text = syntax.text
    known: defaultdict[bytes, int] = defaultdict()
    known.default_factory = known.__len__  # a name not seen before gets the next number
    codes = [known[text[begin:finish]] for begin, finish in zip(start[rows].tolist(), end[rows].tolist(), strict=True)]
    ids = np.full(kind.size, -1, dtype=np.int64)
    ids[rows] = codes
    token_start = start.copy()
    above = up[rows]
    member = (kind[above] == Kind.attribute) & (end[above] == end[rows]) & (start[above] != start[rows])
    ids[above[member]] = ids[rows[member]]
    token_start[above[member]] = start[rows[member]]
    is_member = np.zeros(kind.size, dtype=np.bool_)
    is_member[rows[member]] = True
    # The parts of a dotted name after its first are attributes of the part before.
    strings = [name.decode("utf-8", errors="replace") for name in known]
    return Names(rows, ids, strings, token_start, is_member)


@dataclass(frozen=True, slots=True)
class Targets:
    """Rows that a value flows into. `row`: a name or an attribute; `flow`: the statement or clause that carries the
    value; `path`: for each target the positions at which the value is unpacked on the way (-1: starred)."""

    row: Ints
    flow: Ints
    path: list[list[int]]


def find_targets(syntax: Syntax, names: Names) -> Targets:
    """The names and attributes that are targets of assignments, loops, `with` and the like, unpacked or not."""
    kind, up = syntax.kind, syntax.up
    candidates = np.flatnonzero(((kind == Kind.name) & ~names.is_member) | (kind == Kind.attribute))
    above = up[candidates]
    direct = kind[above] == Kind.target
    plain, through = candidates[direct], candidates[~direct]
    through = through[UNPACKING[kind[up[through]]] | (kind[up[through]] == Kind.item)]
    position = positions_in_sequences(syntax)
    current = through.copy()
    paths: list[list[int]] = [[] for _ in range(through.size)]
    active = np.arange(through.size)
    reached = np.zeros(through.size, dtype=np.bool_)
    while active.size:
        here = current[active]
        above = up[here]
        step = UNPACKING[kind[above]] | (kind[above] == Kind.item)
        reached[active[kind[above] == Kind.target]] = True
        active, here, above = active[step], here[step], above[step]
        in_sequence = SEQUENCES[kind[above]]
        starred = kind[here] == Kind.starred
        for index, place, star in zip(
            active[in_sequence].tolist(),
            position[here[in_sequence]].tolist(),
            starred[in_sequence].tolist(),
            strict=True,
        ):
            paths[index].append(-1 if star else place)
        current[active] = above
    rows = np.concatenate((plain, through[reached]))
    flows = syntax.parent[np.concatenate((up[plain], up[current[reached]]))]
    path: list[list[int]] = [[] for _ in range(plain.size)] + [paths[index][::-1] for index in np.flatnonzero(reached)]
    carried = FLOWS[kind[flows]]
    if not carried.all():
        path = [steps for steps, keep in zip(path, carried.tolist(), strict=True) if keep]
    return Targets(rows[carried], flows[carried], path)


@dataclass
class Bindings:
    """The bindings of a batch, sorted so that those of one name in one scope are neighbours and the one that
    answers for the name comes first.

    `row`: the token (or, for a member of the receiver, the attribute). `scope`: the scope's row. `name`: name id.
    `region`: kind of the region or flow that binds. `flow`: the flow's row, -1 without. `is_instance`: bound through
    the receiver. `first`: index of the first binding of the same name and scope. `defines`: is a definition.
    """

    row: Ints
    scope: Ints
    name: Ints
    region: npt.NDArray[np.uint8]
    flow: Ints
    is_instance: Bools
    first: Ints
    defines: Bools


def find_bindings(
    syntax: Syntax, scoping: Scoping, names: Names, targets: Targets, without_receiver: list[int]
) -> tuple[Bindings, Ints]:
    """Collect the bindings; returns them and the scope of every row after global and nonlocal declarations."""
    kind, up, parent = syntax.kind, syntax.up, syntax.parent
    scope = scoping.scope.copy()

    proper = names.rows[~names.is_member[names.rows]]
    region = kind[up[proper]]
    rows: list[Ints] = []
    scopes: list[Ints] = []
    regions: list[npt.NDArray[np.uint8]] = []
    flows: list[Ints] = []

    def add(row: Ints, where: Ints, flow: Ints | None = None, regions_: npt.NDArray[np.uint8] | None = None) -> None:
        rows.append(row)
        scopes.append(where)
        regions.append(kind[up[row]] if regions_ is None else regions_)
        flows.append(np.full(row.size, -1, dtype=np.int64) if flow is None else flow)

    own = proper[_OWN_NAME[region]]
    add(own, binding_scope(syntax, scoping, parent[up[own]]))
    alias = proper[region == Kind.alias_name]
    add(alias, _skip(syntax, scoping, scope[alias], Kind.generic), parent[up[alias]])
    parameters = proper[_PARAMETERS[region]]
    clause = parent[up[parameters]]
    add(parameters, scope[parameters], np.where(kind[clause] == Kind.parameter_clause, clause, -1))
    type_parameters = proper[region == Kind.type_parameter]
    around = scope[type_parameters]
    add(type_parameters, np.where(kind[around] == Kind.generic, around, scoping.scope[around]))
    captures = proper[region == Kind.capture]
    add(captures, scope[captures])
    imported = _import_bindings(syntax, proper)
    add(imported, scope[imported])
    assigned = kind[targets.row] == Kind.name
    target, flow = targets.row[assigned], targets.flow[assigned]
    where = scope[target]
    leaps = kind[flow] == Kind.walrus
    where = np.where(leaps, _skip(syntax, scoping, where, Kind.comprehension), where)
    add(target, where, flow, kind[flow])

    row = np.concatenate(rows)
    where = np.concatenate(scopes)
    _apply_declarations(syntax, scoping, names, proper, row, where, scope)

    scope[row] = where
    members, owners, member_flows = _receiver_members(syntax, scoping, names, targets, row, where, without_receiver)
    instance = np.concatenate((np.zeros(row.size, dtype=np.bool_), np.ones(members.size, dtype=np.bool_)))
    row = np.concatenate((row, members))
    where = np.concatenate((where, owners))
    bound_by = np.concatenate((*regions, kind[member_flows]))
    flow = np.concatenate((*flows, member_flows))
    name = names.ids[row]

    annotated = np.zeros(kind.size, dtype=np.bool_)
    annotated[parent[np.flatnonzero(_ANNOTATIONS[kind])]] = True
    undeclared = ~((flow >= 0) & annotated[flow] & (kind[flow] == Kind.assign))
    order = np.lexsort((row, syntax.running_order(syntax.start[row]), undeclared, instance, name, where))
    row, where, name = row[order], where[order], name[order]
    bound_by, flow, instance = bound_by[order], flow[order], instance[order]
    leads = np.concatenate(([True], (where[1:] != where[:-1]) | (name[1:] != name[:-1])))[: row.size]
    first = np.maximum.accumulate(np.where(leads, np.arange(row.size), 0))
    return Bindings(row, where, name, bound_by, flow, instance, first, leads | _ALWAYS_DEFINE[bound_by]), scope


def _skip(syntax: Syntax, scoping: Scoping, scope: Ints, kind: int) -> Ints:
    """The nearest scopes from `scope` outwards that are not of `kind`."""
    while True:
        inside = syntax.kind[scope] == kind
        if not inside.any():
            return scope
        scope = np.where(inside, scoping.scope[scope], scope)


def _import_bindings(syntax: Syntax, proper: Ints) -> Ints:
    """The tokens that imports bind: an alias, an imported name without alias, a path's first component."""
    kind, up, parent = syntax.kind, syntax.up, syntax.parent
    region = kind[up[proper]]
    aliases = proper[region == Kind.import_alias]
    plain = proper[(region == Kind.import_name) | (region == Kind.import_path)]
    plain = plain[kind[parent[up[plain]]] != Kind.import_clause]
    begins = syntax.start[plain] == syntax.start[up[plain]]
    return np.concatenate((aliases, plain[begins]))


def _apply_declarations(
    syntax: Syntax, scoping: Scoping, names: Names, proper: Ints, row: Ints, where: Ints, scope: Ints
) -> None:
    """Move names that are declared global or nonlocal to the scope that the declaration means, in place."""
    kind, up = syntax.kind, syntax.up
    declared = proper[np.isin(kind[up[proper]], (Kind.declare_global, Kind.declare_nonlocal))]
    if not declared.size:
        return
    count = len(names.strings)
    bound = set((where * count + names.ids[row]).tolist())
    moved: dict[int, int] = {}
    files = np.flatnonzero(kind == Kind.file)
    for token in declared.tolist():
        inside = int(scope[token])
        name = int(names.ids[token])
        key = inside * count + name
        target = int(files[syntax.file[token]])
        if kind[up[token]] == Kind.declare_nonlocal:
            outer = int(scoping.scope[inside])
            while outer >= 0 and not (_FUNCTIONS[kind[outer]] and outer * count + name in bound):
                outer = int(scoping.scope[outer])
            target = outer if outer >= 0 else target
        if target != inside:
            moved[key] = target
    if not moved:  # `global x` at the top level says nothing
        return
    # A name declared nonlocal in nested functions moves outwards more than once.
    for key, first_target in list(moved.items()):
        target = first_target
        name, seen = key % count, {key}
        while (further := moved.get(target * count + name)) is not None and target * count + name not in seen:
            seen.add(target * count + name)
            target = further
        moved[key] = target
    keys = np.array(sorted(moved), dtype=np.int64)
    values = np.array([moved[key] for key in keys.tolist()], dtype=np.int64)

    def move(places: Ints, tokens: Ints) -> Ints:
        wanted = places * count + names.ids[tokens]
        index = np.minimum(np.searchsorted(keys, wanted), keys.size - 1)
        return np.where(keys[index] == wanted, values[index], places)

    where[:] = move(where, row)
    scope[proper] = move(scope[proper], proper)


def _receiver_members(
    syntax: Syntax,
    scoping: Scoping,
    names: Names,
    targets: Targets,
    row: Ints,
    where: Ints,
    without_receiver: list[int],
) -> tuple[Ints, Ints, Ints]:
    """Attribute targets on a method's receiver (`self.x = …`): their rows, classes' scopes and flows."""
    kind, up = syntax.kind, syntax.up
    chosen = kind[targets.row] == Kind.attribute
    attribute, flow = targets.row[chosen], targets.flow[chosen]
    none = np.empty(0, dtype=np.int64)
    if not attribute.size:
        return none, none, none
    # The object must be a lone name: the row after the attribute, at the same place.
    head = attribute + 1
    lone = (kind[head] == Kind.name) & (up[head] == attribute) & ~names.is_member[head]
    attribute, flow, head = attribute[lone], flow[lone], head[lone]
    count = len(names.strings)
    bound = np.unique(where * count + names.ids[row])
    current = scoping.scope[head]
    searching = np.ones(head.size, dtype=np.bool_)
    while bound.size and searching.any():
        wanted = current * count + names.ids[head]
        index = np.minimum(np.searchsorted(bound, wanted), bound.size - 1)
        missing = searching & (bound[index] != wanted) & (kind[current] != Kind.file)
        current = np.where(missing, scoping.scope[current], current)
        searching = missing
    receivers = first_parameters(syntax, row, where)
    class_scope = np.full(kind.size, -1, dtype=np.int64)
    functions = np.flatnonzero(kind == Kind.function)
    around = binding_scope(syntax, scoping, functions)
    class_scope[functions] = np.where(kind[around] == Kind.class_, around, -1)
    class_scope[without_receiver] = -1
    receiver = receivers[current]
    is_receiver = (receiver >= 0) & (names.ids[receiver] == names.ids[head]) & (class_scope[current] >= 0)
    return attribute[is_receiver], class_scope[current[is_receiver]], flow[is_receiver]


def first_parameters(syntax: Syntax, row: Ints, where: Ints) -> Ints:
    """For each scope's row the token of its first parameter, when that is a plain one; else -1."""
    found = np.full(syntax.kind.size, -1, dtype=np.int64)
    parameters = _PARAMETERS[syntax.kind[syntax.up[row]]]
    order = np.argsort(-row[parameters], kind="stable")
    tokens, scopes = row[parameters][order], where[parameters][order]
    found[scopes] = tokens  # the last assignment wins: the first token in the text
    plain = found >= 0
    plain[plain] = syntax.kind[syntax.up[found[plain]]] == Kind.parameter
    return np.where(plain & SCOPES[syntax.kind], found, -1)
