-- SCIP's number for each kind of definition. `trait` is one of its modifiers, or what the stage finds out itself
-- (constructor, enum_member, package). Of the rows that fit the one with the lowest rank counts.
CREATE TABLE kinds AS
FROM (VALUES
    (0, 'module', 'package', 35),           -- Package
    (9, 'module', NULL, 29),                -- Module
    (0, 'class', 'enum', 11),               -- Enum
    (1, 'class', 'protocol', 42),           -- Protocol
    (9, 'class', NULL, 7),                  -- Class
    (9, 'function', NULL, 17),              -- Function
    (9, 'lambda', NULL, 17),                -- Function
    (0, 'method', 'constructor', 9),        -- Constructor
    -- How a method is used says more than how it is declared: an abstract property is read like any other.
    (1, 'method', 'setter', 45),            -- Setter
    (2, 'method', 'deleter', 72),           -- Accessor
    (3, 'method', 'property', 18),          -- Getter
    (4, 'method', 'abstract', 66),          -- AbstractMethod
    (5, 'method', 'static', 80),            -- StaticMethod
    (9, 'method', NULL, 26),                -- Method
    (0, 'parameter', 'receiver', 44),       -- SelfParameter
    (9, 'parameter', NULL, 37),             -- Parameter
    (9, 'type_parameter', NULL, 58),        -- TypeParameter
    (9, 'type_alias', NULL, 55),            -- TypeAlias
    (0, 'field', 'enum_member', 12),        -- EnumMember
    (1, 'field', 'property', 41),           -- Property
    (2, 'field', 'constant', 8),            -- Constant
    (9, 'field', NULL, 15),                 -- Field
    (0, 'variable', 'constant', 8),         -- Constant
    (9, 'variable', NULL, 61)               -- Variable
) AS t (rank, kind, trait, scip_kind);
