{% macro from_epoch(seconds) -%}
    {#- Seconds since 1970 as a timestamp in UTC; null for what is before, or after the open end. -#}
    case
        when {{ seconds }} between 0 and 253402300798
            then timestamp 'epoch' + {{ seconds }} * interval '1 second'
    end
{%- endmacro %}
