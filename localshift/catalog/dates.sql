-- Dates, times, zones and intervals.

-- AWS: r_Date_and_time_literals: text in any of the documented forms; most has DuckDB's own.
create or replace macro localshift_to_date(x) as coalesce(
    case when regexp_full_match(x, '\d{4}-\d\d-\d\d') then try_cast(x as date) end,
    cast(
        localshift_read('date', x, current_setting('TimeZone')) as date
    )
);

create or replace macro localshift_to_time(x) as coalesce(
    case when regexp_full_match(x, '\d\d:\d\d:\d\d(\.\d{1,6})?') then try_cast(x as time) end,
    cast(
        localshift_read('time without time zone', x, current_setting('TimeZone')) as time
    )
);

-- A TIMETZ is stored in UTC.
create or replace macro localshift_utc_time(x) as
    cast(cast(timezone('UTC', date '2000-01-01' + x) as time) as timetz);

create or replace macro localshift_to_timetz(x) as cast(
    localshift_read('time with time zone', x, current_setting('TimeZone')) as timetz
);

create or replace macro localshift_to_timestamp(x) as coalesce(
    case
        when regexp_full_match(x, '\d{4}-\d\d-\d\d( \d\d:\d\d:\d\d(\.\d{1,6})?)?')
            then try_cast(x as timestamp)
    end,
    cast(
        localshift_read('timestamp without time zone', x, current_setting('TimeZone')) as timestamp
    )
);

create or replace macro localshift_to_timestamptz(x) as coalesce(
    case
        when regexp_full_match(x, '\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?[+-]\d\d')
            then try_cast(x as timestamptz)
    end,
    cast(
        localshift_read('timestamp with time zone', x, current_setting('TimeZone')) as timestamptz
    )
);

create or replace macro localshift_to_interval(x) as cast(localshift_read_interval(x) as interval);

-- Intervals are months and microseconds: a day is 24 hours.
create or replace macro localshift_months(x) as
    datepart('year', x) * 12 + datepart('month', x);

create or replace macro localshift_microseconds(x) as
    datepart('day', x) * 86400000000
    + datepart('hour', x) * 3600000000
    + datepart('minute', x) * 60000000
    + datepart('microsecond', x);

create or replace macro localshift_interval_of(months, microseconds) as
    to_months(cast(months as integer)) + to_microseconds(cast(microseconds as bigint));

-- A part of a month is of 30 days.
create or replace macro localshift_multiply_interval(x, factor) as
    localshift_interval_of(
        trunc(localshift_months(x) * cast(factor as double)),
        round(
            localshift_microseconds(x) * cast(factor as double)
            + (
                localshift_months(x) * cast(factor as double)
                - trunc(localshift_months(x) * cast(factor as double))
            ) * 30 * 86400000000
        )
    );

-- What is smaller than the unit of an interval's type is cut off: months and microseconds.
create or replace macro localshift_cut_months(x, unit) as
    to_months(cast(localshift_months(x) // unit * unit as integer));

create or replace macro localshift_cut_microseconds(x, unit) as
    to_microseconds(localshift_microseconds(x) // unit * unit);

create or replace macro localshift_with_unit(x, unit) as
    case when x <> 0 then x || ' ' || unit || if(x = 1, '', 's') || ' ' else '' end;

create or replace macro localshift_clock_text(x) as
    lpad(cast(abs(x) // 3600000000 as varchar), 2, '0')
    || strftime(make_timestamp(abs(x) % 3600000000), ':%M:%S')
    || if(x % 1000000 = 0, '', rtrim(strftime(make_timestamp(abs(x)), '.%f'), '0'));

-- AWS: r_interval_data_types, "Interval styles": `1 year 2 mons 3 days 04:05:06.78`; what is above
-- zero after months below zero has a sign.
create or replace macro localshift_interval_text(x) as rtrim(
    localshift_with_unit(localshift_months(x) // 12, 'year')
    || localshift_with_unit(localshift_months(x) % 12, 'mon')
    || if(localshift_months(x) < 0 and localshift_microseconds(x) >= 86400000000, '+', '')
    || localshift_with_unit(localshift_microseconds(x) // 86400000000, 'day')
    || case
        when localshift_microseconds(x) % 86400000000 <> 0
            or (localshift_months(x) = 0 and localshift_microseconds(x) = 0)
            then
                case
                    when localshift_microseconds(x) < 0 then '-'
                    when localshift_months(x) < 0 and localshift_microseconds(x) < 86400000000
                        then '+'
                    else ''
                end
                || localshift_clock_text(localshift_microseconds(x) % 86400000000)
        else ''
    end
);

-- AWS: r_DATEADD_function: a year after 29 February is 1 March, where DuckDB stays in February.
create or replace macro localshift_add_years(moment, years) as
    moment + to_years(years)
    + case
        when month(moment) = 2 and day(moment) = 29 and day(moment + to_years(years)) = 28
            then interval 1 day
        else interval 0 day
    end;

-- AWS: r_ADD_MONTHS: the last day of a month stays the last day.
create or replace macro localshift_add_months(moment, months) as
    case
        when cast(moment as date) = last_day(moment)
            then
                cast(last_day(moment + to_months(months)) as timestamp)
                + (moment - date_trunc('day', moment))
        else moment + to_months(months)
    end;

-- AWS: r_MONTHS_BETWEEN_function: a part of a month is of 31 days.
create or replace macro localshift_months_between(a, b) as
    (year(a) - year(b)) * 12.0::double + month(a) - month(b)
    + case
        when day(a) = day(b)
            or (cast(a as date) = last_day(a) and cast(b as date) = last_day(b))
            then 0
        else
            (
                day(a) - day(b)
                + (epoch_us(a) % 86400000000 - epoch_us(b) % 86400000000) / 86400000000.0::double
            ) / 31
    end;

-- AWS: r_NEXT_DAY; `day` counts from Sunday, 0.
create or replace macro localshift_next_day(moment, day) as
    cast(moment as date) + cast((day - dayofweek(moment) + 6) % 7 + 1 as integer);

create or replace macro localshift_day_number(name) as
    case
        when lower(name) in ('su', 'sun', 'sunday') then 0
        when lower(name) in ('m', 'mo', 'mon', 'monday') then 1
        when lower(name) in ('tu', 'tue', 'tues', 'tuesday') then 2
        when lower(name) in ('w', 'we', 'wed', 'wednesday') then 3
        when lower(name) in ('th', 'thu', 'thurs', 'thursday') then 4
        when lower(name) in ('f', 'fr', 'fri', 'friday') then 5
        when lower(name) in ('sa', 'sat', 'saturday') then 6
        else localshift_error('22023', 'invalid weekday: "' || name || '"')
    end;

create or replace macro localshift_compare(a, b) as
    case when a < b then -1 when a > b then 1 when a = b then 0 end;

-- AWS: r_Dateparts_for_datetime_functions: centuries and millennia begin with the year 1, decades
-- are counted from 1.
create or replace macro localshift_period(moment, years) as
    cast((year(moment) + years - 1) // years as integer);

create or replace macro localshift_decade(moment) as cast(year(moment) // 10 + 1 as integer);

create or replace macro localshift_period_start(moment, years) as
    cast(
        make_date((localshift_period(moment, years) - 1) * years + 1, 1, 1) as timestamp
    );
