{% macro get_incremental_type_2_sql(arg_dict) %}
    {#-
        incremental_strategy='type_2': take back the versions that the model returned
        with a negative _load_id, and add the others.

        dbt runs the statements below between one BEGIN and one COMMIT, so that a
        reader sees, and a crash leaves, the history from before or from after.

        The delete finds versions by when they end, from a literal on, so that blocks
        of versions that ended earlier are skipped.
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
    {%- set taken_back_from = run_query(
        'select min(end_at) as first_end from ' ~ returned ~ ' where _load_id < 0'
    ).rows[0]['first_end'] -%}

{% if taken_back_from -%}
delete from {{ target }}
using {{ returned }}
where
    {{ target }}.end_at >= '{{ taken_back_from }}'
    and {{ same_columns(target, returned, key + ['effective_at']) }}
    and {{ returned }}._load_id < 0;

{% endif -%}
insert into {{ target }} ({{ columns }})
select {{ columns }}
from {{ returned }}
where _load_id > 0
{% endmacro %}
