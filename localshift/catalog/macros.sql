-- Functions of the catalog, named after Redshift's with a prefix that no user function can have.

-- An error of localshift's own; duckdb_messages.py reads it.
create or replace macro localshift_error(sqlstate, message) as
    error('SQLSTATE ' || sqlstate || ': ' || message);

create or replace macro localshift_format_type(type_oid, typmod) as
    case type_oid
        when 16 then 'boolean'
        when 20 then 'bigint'
        when 21 then 'smallint'
        when 23 then 'integer'
        when 19 then 'name'
        when 25 then 'text'
        when 26 then 'oid'
        when 700 then 'real'
        when 701 then 'double precision'
        when 1042 then 'character' || coalesce('(' || (nullif(typmod, -1) - 4) || ')', '')
        when 1043 then 'character varying' || coalesce('(' || (nullif(typmod, -1) - 4) || ')', '')
        when 1082 then 'date'
        when 1083 then 'time without time zone'
        when 1114 then 'timestamp without time zone'
        when 1184 then 'timestamp with time zone'
        when 1005 then 'smallint[]'
        when 1034 then 'aclitem[]'
        when 1186 then 'interval'
        when 1188 then 'interval year to month'
        when 1190 then 'interval day to second'
        when 1266 then 'time with time zone'
        when 1700 then
            'numeric'
            || coalesce('(' || ((nullif(typmod, -1) - 4) >> 16) || ',' || ((typmod - 4) & 65535) || ')', '')
        when 4000 then 'super'
        when 6551 then 'binary varying'
    end;

create or replace macro localshift_type_oid(type_text) as
    case split_part(type_text, '(', 1)
        when 'boolean' then 16
        when 'bigint' then 20
        when 'smallint' then 21
        when 'integer' then 23
        when 'real' then 700
        when 'double precision' then 701
        when 'character' then 1042
        when 'character varying' then 1043
        when 'date' then 1082
        when 'time without time zone' then 1083
        when 'timestamp without time zone' then 1114
        when 'timestamp with time zone' then 1184
        when 'interval' then 1186
        when 'interval year' then 1188
        when 'interval month' then 1188
        when 'interval year to month' then 1188
        when 'time with time zone' then 1266
        when 'numeric' then 1700
        when 'super' then 4000
        when 'varbyte' then 6551
        else if(starts_with(type_text, 'interval'), 1190, null)
    end;

create or replace macro localshift_precision(type_text) as
    try_cast(nullif(regexp_extract(type_text, '\((\d+)', 1), '') as integer);

create or replace macro localshift_scale(type_text) as
    try_cast(nullif(regexp_extract(type_text, ',(\d+)\)', 1), '') as integer);

create or replace macro localshift_typmod(type_text) as
    case
        when type_text like 'character%' then localshift_precision(type_text) + 4
        when type_text like 'numeric%' then
            (localshift_precision(type_text) << 16) + localshift_scale(type_text) + 4
        else -1
    end;

-- A session's schema of temporary tables, pg_temp_<pid>, has no row of its own.
create or replace macro localshift_temp_schema_oid(schema_name) as
    try_cast(split_part(schema_name, '_', 3) as integer);

create or replace macro localshift_pg_get_userbyid(user_oid) as (
    select users.name from localshift.users where users.oid = user_oid
);

create or replace macro localshift_user_id(user_name) as (
    select users.oid from localshift.users where users.name = user_name
);

-- Of the relations and indexes of a name, the search path finds one.
create or replace macro localshift_pg_table_is_visible(table_oid, path) as table_oid in (
    select arg_min(named.oid, list_position(path, named.schema_name))
    from (
        select oid, schema_name, name from localshift.relations
        union all
        select constraints.oid, relations.schema_name, constraints.name
        from localshift.constraints
        inner join localshift.relations on relations.oid = constraints.relation
        where constraints.kind in ('p', 'u')
    ) as named
    where named.schema_name in path
    group by named.name
);

create or replace macro localshift_pg_function_is_visible(function_oid, path) as function_oid in (
    select arg_min(functions.oid, list_position(path, functions.schema_name))
    from localshift.functions
    where functions.schema_name in path
    group by functions.name, functions.argument_types
);

create or replace macro localshift_pg_get_function_result(function_oid) as (
    select localshift_format_type(localshift_type_oid(functions.return_type), -1)
    from localshift.functions
    where functions.oid = function_oid
);

create or replace macro localshift_pg_get_function_arguments(function_oid) as (
    select
        array_to_string(
            list_transform(
                functions.argument_types,
                lambda argument: localshift_format_type(localshift_type_oid(argument), -1)
            ),
            ', '
        )
    from localshift.functions
    where functions.oid = function_oid
);

-- A relation's name as a regclass is written: with its schema where the search path needs it.
create or replace macro localshift_regclass_text(relation_oid, path) as coalesce(
    (
        select
            if(
                localshift_pg_table_is_visible(relation_oid, path),
                '',
                localshift_quote_ident(relations.schema_name) || '.'
            )
            || localshift_quote_ident(relations.name)
        from localshift.relations
        where relations.oid = relation_oid
    ),
    relation_oid::varchar
);

create or replace macro localshift_regtype_text(type_oid) as
    case
        when type_oid = 0 then '-'
        else coalesce(localshift_format_type(type_oid, -1), type_oid::varchar)
    end;

create or replace macro localshift_pg_get_viewdef(view_oid, pretty := true) as (
    select relations.definition from localshift.relations where relations.oid = view_oid
);

create or replace macro localshift_pg_get_constraintdef(constraint_oid, pretty := true) as (
    select constraints.definition
    from localshift.constraints
    where constraints.oid = constraint_oid
);

-- The whole index, or one of its columns by number.
create or replace macro localshift_pg_get_indexdef(
    index_oid, column_number := 0, pretty := true
) as (
    select
        if(
            column_number = 0,
            'CREATE UNIQUE INDEX ' || localshift_quote_ident(constraints.name) || ' ON '
            || localshift_quote_ident(relations.schema_name) || '.'
            || localshift_quote_ident(relations.name) || ' USING btree '
            || substr(constraints.definition, position('(' in constraints.definition)),
            (
                select localshift_quote_ident(columns.name)
                from localshift.columns
                where columns.relation = constraints.relation
                    and columns.num = constraints.column_numbers[column_number]
            )
        )
    from localshift.constraints
    inner join localshift.relations on relations.oid = constraints.relation
    where constraints.oid = index_oid
);

-- The schemas of the search path that there are, in its order.
create or replace macro localshift_current_schemas(path, with_implicit) as (
    select
        if(with_implicit, ['pg_catalog'], [])
        || coalesce(list(schemas.name order by list_position(path, schemas.name)), [])
    from localshift.schemas
    where schemas.name in path
);

create or replace macro localshift_col_description(relation_oid, column_number) as (
    select comments.comment
    from localshift.comments
    where comments.relation = relation_oid and comments.num = column_number
);

-- What pg_attribute has a number for.
create or replace macro localshift_encodings() as [
    'none', 'lzo', 'az64', 'zstd', 'bytedict', 'delta', 'delta32k', 'mostly8', 'mostly16',
    'mostly32', 'runlength', 'text255', 'text32k', 'raw'
];

create or replace macro localshift_format_encoding(encoding_number) as
    localshift_encodings()[encoding_number + 1];

create or replace macro localshift_obj_description(object_oid, catalog := 'pg_class') as (
    select comments.comment
    from localshift.comments
    where comments.relation = object_oid and comments.num = 0
);

create or replace macro localshift_pg_get_expr(expression, relation_oid, pretty := true) as
    expression;

-- How PostgreSQL stores it: plain what has one length, extended strings, main numbers.
create or replace macro localshift_storage(type_text) as
    case
        when type_text like 'character%' or type_text in ('super', 'varbyte') then 'x'
        when type_text like 'numeric%' then 'm'
        else 'p'
    end;

-- There are no triggers, and no rules but those of views.
create or replace macro localshift_pg_get_triggerdef(trigger_oid, pretty := true) as null::varchar;
create or replace macro localshift_pg_get_ruledef(rule_oid, pretty := true) as null::varchar;

-- Not known: the rows are DuckDB's.
create or replace macro localshift_pg_table_size(table_oid) as null::bigint;
create or replace macro localshift_pg_size_pretty(bytes) as null::varchar;

create or replace macro localshift_pg_encoding_to_char(encoding) as 'UTF8';

-- AWS: r_Character_types: what is compared of a VARCHAR. Few values end with a blank, and asking is
-- much quicker than trimming.
create or replace macro localshift_unpadded(x) as
    case when suffix(x, ' ') then rtrim(x, ' ') else x end;

-- AWS: r_LISTAGG: the longest string.
create or replace macro localshift_listed(x) as
    case when strlen(x) > 65535 then localshift_error('XX000', 'Result size exceeds LISTAGG limit') else x end;

-- AWS: r_LISTAGG: DISTINCT keeps the first of equal values.
create or replace macro localshift_listed_once(x, delimiter) as
    localshift_listed(
        array_to_string(
            list_filter(
                x,
                lambda v, i:
                    list_position(
                        list_transform(x, lambda w: localshift_unpadded(w)), localshift_unpadded(v)
                    ) = i
            ),
            delimiter
        )
    );

-- AWS: c_Compression_encodings, r_CREATE_TABLE_NEW: the encoding that ENCODE AUTO begins with.
create or replace macro localshift_encoding(encoding, type_text, sort_position) as
    case
        when encoding = 'raw' then 'none'
        when encoding is not null then encoding
        when sort_position <> 0 then 'none'
        when type_text like 'character%' then 'lzo'
        when type_text in ('boolean', 'real', 'double precision', 'super', 'varbyte') then 'none'
        else 'az64'
    end;
