-- Functions of strings, numbers and bytes that DuckDB has not, or has otherwise.

-- AWS: r_Numeric_types201: double precision shows 15 digits, real 6.
create or replace macro localshift_float_text(x, digits) as
    case
        when isnan(x) then 'NaN'
        when isinf(x) then if(x > 0, 'Infinity', '-Infinity')
        else printf('%.' || digits || 'g', cast(x as double))
    end;

-- AWS: c_Supported_data_types: a string becomes a number only if it is written as one.
create or replace macro localshift_is_integer_text(x) as
    regexp_full_match(x, '\s*[+-]?[0-9]+\s*');

create or replace macro localshift_is_number_text(x) as
    regexp_full_match(x, '(?i)\s*[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:e[+-]?[0-9]+)?\s*|\s*nan\s*');

create or replace macro localshift_integer_text(x) as
    if(localshift_is_integer_text(x), x, error('invalid input syntax for integer: "' || x || '"'));

create or replace macro localshift_number_text(x, type_name) as
    if(
        localshift_is_number_text(x),
        x,
        error('invalid input syntax for type ' || type_name || ': "' || x || '"')
    );

-- AWS: r_VARBYTE_type: a whole number keeps its bytes, the highest first.
create or replace macro localshift_integer_bytes(x, size) as
    unhex(right(lpad(hex(cast(x as bigint)), 16, '0'), 2 * size));
