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
    if(localshift_is_integer_text(x), x, localshift_error('22P02', 'invalid input syntax for integer: "' || x || '"'));

create or replace macro localshift_number_text(x, type_name) as
    if(
        localshift_is_number_text(x),
        x,
        localshift_error('22P02', 'invalid input syntax for type ' || type_name || ': "' || x || '"')
    );

-- AWS: r_VARBYTE_type: a whole number keeps its bytes, the highest first.
create or replace macro localshift_integer_bytes(x, size) as
    unhex(right(lpad(hex(cast(x as bigint)), 16, '0'), 2 * size));

-- AWS: r_SUBSTRING: the first character has the number 1, also where the start is before it.
create or replace macro localshift_substring(x, first, size) as
    case
        when size < 0 then localshift_error('22011', 'negative substring length not allowed')
        when first >= 1 then substring(x, first, size)
        else substring(x, 1, if(first + size > 1, first + size - 1, 0))
    end;

create or replace macro localshift_substring_from(x, first) as
    substring(x, if(first < 1, 1, first));

create or replace macro localshift_substring_bytes(x, first, size) as
    unhex(localshift_substring(hex(x), 2 * first - 1, 2 * size));

create or replace macro localshift_substring_bytes_from(x, first) as
    unhex(localshift_substring_from(hex(x), 2 * first - 1));

-- AWS: r_LEFT: the number of characters is positive.
create or replace macro localshift_left(x, size) as
    if(size < 0, localshift_error('0A000', 'localshift does not implement left() of a negative length'), left(x, size));

create or replace macro localshift_right(x, size) as
    if(size < 0, localshift_error('0A000', 'localshift does not implement right() of a negative length'), right(x, size));

-- AWS: r_enable_large_strings_opt_in: where it is not set, strings have at most 65535 bytes.
create or replace macro localshift_short(x) as
    if(strlen(x) > 65535, localshift_error('54000', 'requested length too large'), x);

-- AWS: r_REPEAT.
create or replace macro localshift_repeat(x, times) as
    if(
        strlen(cast(x as varchar)) * cast(times as double) > 65535,
        localshift_error('54000', 'requested length too large'),
        repeat(cast(x as varchar), times)
    );

-- AWS: r_LPAD.
create or replace macro localshift_lpad(x, size, fill) as
    localshift_short(
        case
            when size > 65535 then localshift_error('54000', 'requested length too large')
            when fill = '' then left(x, greatest(size, 0))
            else lpad(x, size, fill)
        end
    );

create or replace macro localshift_rpad(x, size, fill) as
    localshift_short(
        case
            when size > 65535 then localshift_error('54000', 'requested length too large')
            when fill = '' then left(x, greatest(size, 0))
            else rpad(x, size, fill)
        end
    );

-- AWS: SPLIT_PART.
create or replace macro localshift_split_part(x, delimiter, part) as
    case
        when part < 1 then localshift_error('22023', 'field position must be greater than zero')
        when delimiter = '' then if(part = 1, x, '')
        else split_part(x, delimiter, part)
    end;

-- AWS: r_CHR: null where ASCII has no such character.
create or replace macro localshift_chr(x) as
    case
        when x between 1 and 127 then chr(cast(x as integer))
        when x = 0 then localshift_error('0A000', 'localshift does not implement chr(0)')
    end;

-- AWS: OCTETINDEX.
create or replace macro localshift_octetindex(wanted, x) as
    if(instr(x, wanted) = 0, 0, strlen(left(x, instr(x, wanted) - 1)) + 1);

-- AWS: r_BPCHARCMP: by bytes, without the trailing blanks.
create or replace macro localshift_bpcharcmp(x, y) as
    case
        when rtrim(x, ' ') < rtrim(y, ' ') then -1
        when rtrim(x, ' ') > rtrim(y, ' ') then 1
        when x is not null and y is not null then 0
    end;

-- AWS: r_QUOTE_LITERAL.
create or replace macro localshift_quote_literal(x) as
    '''' || replace(replace(x, '\', '\\'), '''', '''''') || '''';

-- AWS: r_patternmatching_condition_like: ILIKE is blind to the case of ASCII's letters only.
create or replace macro localshift_ascii_lower(x) as
    translate(x, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz');

-- AWS: r_TO_HEX: negative numbers as their bytes.
create or replace macro localshift_integer_hex(x, digits) as
    lower(if(x < 0, right(hex(cast(x as bigint)), digits), hex(cast(x as bigint))));

-- AWS: r_FROM_VARBYTE.
create or replace macro localshift_bytes_hex(x) as lower(hex(x));

-- AWS: r_VARBYTE_type: no more bytes than the column takes.
create or replace macro localshift_fit_bytes(x, size) as
    if(octet_length(x) > size, localshift_error('22001', 'value too long for type binary varying(' || size || ')'), x);

-- AWS: r_EXP, r_POWER: what is no finite number is an error.
create or replace macro localshift_finite(x) as
    if(not isfinite(x), localshift_error('22003', 'value out of range: overflow'), x);

-- AWS: r_numeric_computations201: a cast to a decimal with too few digits.
create or replace macro localshift_checked(result, x) as
    if(
        result is null and x is not null,
        localshift_error('22003', 'Numeric data overflow (result precision)'),
        result
    );

-- AWS: r_Character_types: the bytes of a string are what counts. strlen is DuckDB's length in bytes;
-- the slow branch looks for the longest prefix that fits, as a character has up to four bytes.
create or replace macro localshift_cut(x, n) as
    case
        when strlen(x) <= n then x
        when strlen(x) = length(x) then left(x, n)
        else localshift_first_bytes(x, n)
    end;

-- AWS: r_Character_types: CHAR has characters of one byte, and its trailing blanks do not count.
create or replace macro localshift_char(x) as
    if(
        strlen(x) <> length(x),
        localshift_error('0A000', 'localshift does not implement characters of several bytes in CHAR'),
        rtrim(x, ' ')
    );

-- AWS: r_Character_types: only blanks may be too many.
create or replace macro localshift_fit(x, n, type_text) as
    case
        when strlen(x) <= n or x is null then x
        when strlen(rtrim(x, ' ')) <= n then localshift_cut(x, n)
        else localshift_error('22001', 'value too long for type ' || type_text)
    end;
