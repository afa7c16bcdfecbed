-- SUPER, whose values are compact JSON text (localshift/semistructured). DuckDB's own functions of
-- JSON do most of the work. They rewrite numbers that are not whole, so text that may have one is
-- left to the functions in Python. `list_transform` evaluates an argument once.

-- AWS: JSON_PARSE. Text is only stripped of its blanks if that makes a SUPER of it: if it is JSON
-- without anything that could be written in two ways, and no two of its names are the same.
create or replace macro localshift_super_parse(x, dedup_attributes) as
    list_transform(
        [regexp_replace(x, '("[^"]*")|[ \t\r\n]+', '\1', 'g')],
        lambda v: list_transform(
            [regexp_extract_all(v, '"[^"]*":')],
            lambda names: case
                when contains(x, '\')
                    or regexp_matches(v, '[0-9][eE]|[0-9.]{38}|,[]}]|(?:^|[:,[])-?(?i:nan|inf)|(?:^|[:,[])-0')
                    or strlen(v) > 16000000
                    or not json_valid(x)
                    or list_unique(names) < len(names)
                    then localshift_super_parse_exactly(x, dedup_attributes)
                else nullif(v, 'null')
            end
        )[1]
    )[1];

-- AWS: query-super, "Navigation": the same path as DuckDB's and as JSON, and its last name as text
-- has it. Of a number that is not whole the text is taken where that name occurs but once.
create or replace macro localshift_super_get(x, native, path, name) as
    list_transform(
        [cast(json_extract(x, native) as varchar)],
        lambda found: case
            when found is null or found = 'null' then null
            when found[1] = '"' or not regexp_matches(found, '[0-9][.eE]') then found
            when found[1] in ('[', '{') or len(string_split(x, name)) <> 2 or name is null
                then localshift_super_get_exactly(x, path)
            else regexp_extract(string_split(x, name)[2], '^[-+.0-9e]+')
        end
    )[1];

-- AWS: query-super, "Unnesting queries", "Object unpivoting".
create or replace macro localshift_super_elements(x) as
    list_transform(
        [x],
        lambda v: case
            when v[1] <> '[' or regexp_matches(v, '[0-9][.eE]')
                then localshift_super_elements_exactly(v)
            else list_transform(json_extract(v, '$[*]'), lambda e: nullif(cast(e as varchar), 'null'))
        end
    )[1];

create or replace macro localshift_super_unnest(x) as unnest(localshift_super_elements(x));

create or replace macro localshift_super_places(x) as
    unnest(range(len(localshift_super_elements(x))));

create or replace macro localshift_super_unnest_items(x) as
    unnest(localshift_super_members(x)['items']);

create or replace macro localshift_super_unnest_names(x) as
    unnest(localshift_super_members(x)['names']);

-- Casts from SUPER. AWS: limitations-super: what can't be cast is NULL.

create or replace macro localshift_super_string(x) as
    list_transform([x], lambda v: case when v[1] = '"' then json_extract_string(v, '$') end)[1];

create or replace macro localshift_super_text(x) as
    list_transform(
        [x],
        lambda v: case
            when v[1] = '"' then json_extract_string(v, '$')
            when v[1] in ('[', '{') then null
            when contains(v, 'e+') or contains(v, 'e-')
                then localshift_float_text(cast(v as double), 15)
            else v
        end
    )[1];

create or replace macro localshift_super_number(x, pattern) as
    list_transform(
        [x],
        lambda v: case
            when v = 'true' then '1'
            when v = 'false' then '0'
            when v[1] = '"' then
                nullif(regexp_extract(json_extract_string(v, '$'), pattern, 1), '')
            when v[1] not in ('[', '{') then v
        end
    )[1];

create or replace macro localshift_super_boolean(x) as
    list_transform(
        [x],
        lambda v: case
            when v in ('true', 'false') then v = 'true'
            when regexp_full_match(v, '-?[0-9]+') then v <> '0'
        end
    )[1];

-- Casts to SUPER. What has no type in Redshift is a null, if anything that is known here.
create or replace macro localshift_super_of_text(x) as cast(to_json(x) as varchar);

create or replace macro localshift_super_of_unknown(x) as
    case
        when x is not null
            then cast(localshift_error('0A000', 'localshift does not implement casts of this expression to super') as varchar)
    end;

-- AWS: query-super, "Dynamic typing": the order of values of one kind; NULL if they differ in kind.
create or replace macro localshift_super_comparable(a, b) as
    case
        when a[1] <> b[1] then false
        when a[1] in ('4', '5')
            then localshift_error('0A000', 'localshift does not implement < and > of arrays and objects')
        else true
    end;

-- Types. AWS: query-super, "Types of introspection"; null is of none of them.
create or replace macro localshift_json_typeof(x) as
    case
        when x is null then 'null'
        else case x[1]
            when '"' then 'string'
            when '[' then 'array'
            when '{' then 'object'
            when 't' then 'boolean'
            when 'f' then 'boolean'
            else 'number'
        end
    end;

create or replace macro localshift_is_array(x) as coalesce(x[1] = '[', false);
create or replace macro localshift_is_object(x) as coalesce(x[1] = '{', false);
create or replace macro localshift_is_scalar(x) as coalesce(x[1] not in ('[', '{'), false);
create or replace macro localshift_is_boolean(x) as coalesce(x in ('true', 'false'), false);
create or replace macro localshift_is_varchar(x) as coalesce(x[1] = '"', false);
create or replace macro localshift_is_char(x) as
    coalesce(
        list_transform([localshift_super_string(x)], lambda v: strlen(v) = length(v))[1], false
    );
create or replace macro localshift_is_float(x) as
    coalesce(regexp_full_match(x, '-?[0-9.]+e[+-][0-9]+'), false);
create or replace macro localshift_is_decimal(x) as
    coalesce(regexp_full_match(x, '-?[0-9]+([.][0-9]+)?'), false);
create or replace macro localshift_is_whole(x, least, most) as
    case
        when regexp_full_match(x, '-?[0-9]+') then cast(x as hugeint) between least and most
        else false
    end;
create or replace macro localshift_is_smallint(x) as
    localshift_is_whole(x, -32768, 32767);
create or replace macro localshift_is_integer(x) as
    localshift_is_whole(x, -2147483648, 2147483647);
create or replace macro localshift_is_bigint(x) as
    localshift_is_whole(x, -9223372036854775808, 9223372036854775807);

-- AWS: get_array_length, get_number_attributes.
create or replace macro localshift_get_array_length(x) as
    list_transform([x], lambda v: case when v[1] = '[' then json_array_length(v) end)[1];
create or replace macro localshift_get_number_attributes(x) as
    list_transform([x], lambda v: case when v[1] = '{' then len(json_keys(v)) end)[1];

-- AWS: CAN_JSON_PARSE: bytes that are no UTF-8 are not an error.
create or replace macro localshift_super_can_parse_bytes(x) as
    case when x is not null then coalesce(localshift_super_can_parse(try(decode(x))), false) end;

-- AWS: JSON_SERIALIZE: VARCHAR has at most 65535 bytes.
create or replace macro localshift_json_serialize(x) as
    if(strlen(x) > 65535, localshift_error('22001', 'value too long for type character varying(65535)'), x);

create or replace macro localshift_json_serialize_to_varbyte(x) as encode(x);
create or replace macro localshift_json_size(x) as strlen(x)::integer;

-- AWS: r_array. `x` is a list of values; a null in it is JSON's.
create or replace macro localshift_super_array(x) as
    '[' || array_to_string(list_transform(x, lambda e: coalesce(e, 'null')), ',') || ']';

-- AWS: split_to_array.
create or replace macro localshift_split_to_array(x, delimiter) as
    cast(to_json(string_split(x, delimiter)) as varchar);
