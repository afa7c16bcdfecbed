{% macro external_partitions(external) %}
    {#-
        Every partition that the `external` block declares: a list of dicts with `keys`,
        a list of names and values in the order of the declaration, and `path`, which is
        below the table's location.

        `vals` of a key is a value, a list of values, or a macro that returns one, by
        name and `args`. `path_macro` makes a folder of name and value. Several keys
        make every combination of their values.
    -#}
    {%- set found = {'partitions': []} -%}
    {%- for key in external.partitions or [] -%}
        {%- set folder = external_macro(key.path_macro) -%}
        {%- set longer = [] -%}
        {%- for partition in found.partitions or [{'keys': [], 'path': none}] -%}
            {%- for value in external_key_values(key) -%}
                {%- set path = folder(key.name, value) | trim -%}
                {%- do longer.append({
                    'keys': partition['keys'] + [{'name': key.name, 'value': value}],
                    'path': partition.path ~ '/' ~ path if partition.path else path,
                }) -%}
            {%- endfor -%}
        {%- endfor -%}
        {%- do found.update({'partitions': longer}) -%}
    {%- endfor -%}
    {{ return(found.partitions) }}
{% endmacro %}


{% macro external_key_values(key) %}
    {#- The values that a partition key is declared to have. -#}
    {%- set values = key.vals -%}
    {%- if values is mapping -%}
        {{ return(external_macro(values.macro)(**(values.args or {}))) }}
    {%- endif -%}
    {{ return(values if values is sequence and values is not string else [values]) }}
{% endmacro %}


{% macro external_macro(name) %}
    {#- The macro of this name. -#}
    {%- if name not in context -%}
        {{ exceptions.raise_compiler_error("stage_external_sources: there is no macro '"
            ~ name ~ "', which a partition's vals or path_macro names") }}
    {%- endif -%}
    {{ return(context[name]) }}
{% endmacro %}


{% macro months_between(first, last) %}
    {#- The months from `first` through `last`, all as '2020-01'. For `vals`. -#}
    {%- set begin = modules.datetime.datetime.strptime(first, '%Y-%m') -%}
    {%- set end = modules.datetime.datetime.strptime(last, '%Y-%m') -%}
    {%- set months = [] -%}
    {%- for month in range(begin.year * 12 + begin.month - 1, end.year * 12 + end.month) -%}
        {%- do months.append('%04d-%02d' % (month // 12, month % 12 + 1)) -%}
    {%- endfor -%}
    {{ return(months) }}
{% endmacro %}


{% macro key_value(name, value) -%}
    {#- The folder as Hive names it: key=value. For `path_macro`. -#}
    {{ name }}={{ value }}
{%- endmacro %}
