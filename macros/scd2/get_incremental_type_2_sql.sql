{% macro get_incremental_type_2_sql(arg_dict) %}
    {#-
        incremental_strategy='type_2': put the versions that the model returned in
        the place of those that stand in the same stretch.

        A stretch is all versions of a key from the first returned one on. dbt runs
        the statements below between one BEGIN and one COMMIT, so that a reader
        sees, and a crash leaves, the history from before or from after.

        The delete finds open versions and late ones by `end_at`: it begins at a
        literal, so that blocks of versions that ended earlier are skipped.
    -#}
    {%- if adapter.behavior.redshift_skip_autocommit_transaction_statements.no_warn -%}
        {{ type_2_refuse('delete and insert would be committed one by one; set the '
            ~ 'flag redshift_skip_autocommit_transaction_statements to false') }}
    {%- endif -%}

    {%- set target = arg_dict['target_relation'] -%}
    {%- set returned = arg_dict['temp_relation'] -%}
    {%- set columns = get_quoted_csv(
        arg_dict['dest_columns'] | map(attribute='name')
    ) -%}
    {%- set key = type_2_spec(config.meta_get('type_2')).key -%}
    {%- set stretches = make_temp_relation(target, '__stretches') -%}
    {%- set first_at = run_query(
        'select min(effective_at) as first_at from ' ~ returned
        ~ ' where _load_id > ' ~ last_load_id(target)
    ).rows[0]['first_at'] -%}

create temporary table {{ stretches }} as (
    select
        {{ listed(key) }},
        min(effective_at) as starts_at
    from {{ returned }}
    group by {{ listed(key) }}
);

delete from {{ target }}
using {{ stretches }}
where
    {{ target }}.end_at >= '{{ first_at or open_end() }}'
    and {{ target }}.effective_at >= {{ stretches }}.starts_at
    and {{ same_columns(target, stretches, key) }};

insert into {{ target }} ({{ columns }})
select {{ columns }}
from {{ returned }}
{% endmacro %}
