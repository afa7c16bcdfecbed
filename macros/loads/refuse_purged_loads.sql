{% macro refuse_purged_loads(relation) %}
    {#-
        Stop a full refresh that would lose rows: `this` has taken loads that were
        purged from `relation` since.
    -#}
    {%- if replaced_table() is not none -%}
        {%- set purged = run_query(purged_loads_sql(relation)).rows[0]['loads'] -%}
        {%- if purged -%}
            {{ exceptions.raise_compiler_error(model.name ~ ': a full refresh would '
                ~ 'lose ' ~ purged ~ ' loads that are no longer in ' ~ relation
                ~ '. Run without --full-refresh, bring the loads back, or drop '
                ~ this ~ ' yourself') }}
        {%- endif -%}
    {%- endif -%}
{% endmacro %}


{% macro purged_loads_sql(relation) -%}
select count(distinct taken._load_id) as loads
from {{ this }} as taken
left join (select distinct _load_id from {{ relation }}) as held
    on taken._load_id = held._load_id
where held._load_id is null
{%- endmacro %}
