-- Where a test of a type holds, it says more than the assignments: names and attributes in its region are instances
-- of the classes tested for. Of nested tests the innermost counts.

CREATE TABLE tested AS
SELECT narrowings.*, facts.definition AS class
FROM narrowings
JOIN facts ON facts.key = narrowings.type AND facts.shape = 'type'
UNION
SELECT narrowings.*, facts.definition
FROM narrowings
JOIN asked_parts ON asked_parts.parent = narrowings.type AND asked_parts.kind IN ('tuple', 'binary')
JOIN facts ON facts.key = asked_parts.id AND facts.shape = 'type'
UNION
-- `isinstance(other, type(self))`, `isinstance(other, self.__class__)`
SELECT narrowings.*, receivers.class
FROM narrowings
JOIN classes_of ON classes_of.id = narrowings.type
JOIN referents ON referents.id = classes_of.object
JOIN receivers ON receivers.definition = referents.definition;

-- A name in the region that refers to what the tested name refers to; or the same attribute of it.
CREATE TABLE same_subject AS
SELECT tested.first, tested.class, again.id
FROM tested
JOIN referents AS subject ON subject.id = tested.subject
JOIN referents AS again ON again.definition = subject.definition AND again.id BETWEEN tested.first AND tested.last
UNION
SELECT tested.first, tested.class, again.id
FROM tested
JOIN attributes AS subject ON subject.id = tested.subject
JOIN referents AS owner ON owner.id = subject.head
JOIN referents AS again_owner
    ON again_owner.definition = owner.definition AND again_owner.id BETWEEN tested.first AND tested.last
JOIN attributes AS again ON again.head = again_owner.id AND again.name = subject.name;

INSERT INTO narrowed
SELECT id, class FROM same_subject
QUALIFY rank() OVER (PARTITION BY id ORDER BY first DESC) = 1;

INSERT INTO seeds SELECT DISTINCT id, 'instance', class FROM narrowed;
-- Nor are these what their type variable is bound to.
INSERT INTO narrowed FROM receiver_types;
