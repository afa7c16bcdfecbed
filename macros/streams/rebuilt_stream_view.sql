{% macro may_be_rebuilt() %}
    {#-
        For the config `full_refresh` of a streaming view: false, which no --full-refresh
        overrules, unless the variable rebuild_stream_views asks for it by name. Whoever
        drops a streaming view loses what the stream has let go.
    -#}
    {{ return(none if var('rebuild_stream_views') else false) }}
{% endmacro %}


{% macro refuse_to_lose_records() %}
    {#-
        A hook before a streaming view is built. Stop a rebuild while the view has records
        that no table of its `meta.kept_in` has. They are compared by shard and sequence
        number, so what the stream still has may be read again.
    -#}
    {%- if replaced_view() is not none -%}
        {%- set lost = run_query(unkept_records_sql(kept_relations())).rows[0]['records'] -%}
        {%- if lost -%}
            {%- set keepers = model.config.meta.get('kept_in') or ['no table'] -%}
            {{ exceptions.raise_compiler_error(model.name ~ ': a rebuild may lose ' ~ lost
                ~ ' records, which ' ~ keepers | join(' and ') ~ ' (meta.kept_in) has not'
                ~ '\n  next   build what keeps them first, or drop ' ~ this
                ~ ' yourself') }}
        {%- endif -%}
    {%- endif -%}
{% endmacro %}


{% macro replaced_view() %}
    {#- The materialized view that a full refresh is about to replace, or none. -#}
    {%- if execute and flags.FULL_REFRESH and var('rebuild_stream_views') -%}
        {%- set existing = load_cached_relation(this) -%}
        {%- if existing is not none and existing.is_materialized_view -%}
            {{ return(existing) }}
        {%- endif -%}
    {%- endif -%}
    {{ return(none) }}
{% endmacro %}


{% macro kept_relations() %}
    {#-
        The tables that keep the records of this view for good, as far as they are there.
        Asked of the warehouse: dbt's cache need not have their schemas.
    -#}
    {%- set relations = [] -%}
    {%- for node in graph.nodes.values()
            if node.name in (model.config.meta.get('kept_in') or []) -%}
        {%- set relation = api.Relation.create(
            database=node.database, schema=node.schema, identifier=node.alias) -%}
        {%- if adapter.get_columns_in_relation(relation) -%}
            {%- do relations.append(relation) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(relations) }}
{% endmacro %}


{% macro unkept_records_sql(relations) -%}
select count(*) as records
from {{ this }} as records
where
    true
    {%- for relation in relations %}
    and not exists (
        select 1
        from {{ relation }} as kept
        where
            kept.shard_id = records.shard_id
            and kept.sequence_number = records.sequence_number
    )
    {%- endfor %}
{%- endmacro %}
