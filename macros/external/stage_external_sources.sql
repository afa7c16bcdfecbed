{% macro stage_external_sources(select=none, full_refresh=false) %}
    {#-
        Create the external tables of the sources that have an `external` block, and
        add the partitions that they lack.

            dbt run-operation stage_external_sources
            dbt run-operation stage_external_sources \
                --args '{select: tickit.sale tickit.listing, full_refresh: true}'

        `select` names sources, or tables as source.table, with blanks between; all by
        default. `full_refresh` drops each table first: the way to new columns or
        another location. Files in S3 are never touched.

        The YAML has the form of the package dbt_external_tables, for Redshift:
        location, row_format, file_format, table_properties, partitions. A partition
        may stand among the columns too, so that it can be described.

        Every statement commits by itself. (AWS, Database Developer Guide: CREATE
        EXTERNAL TABLE and ALTER TABLE of an external table can't run inside a
        transaction block.)
    -#}
    {%- set nodes = selected_external_sources(select) -%}
    {%- for schema in nodes | map(attribute='schema') | unique -%}
        {%- do check_external_schema(schema) -%}
    {%- endfor -%}
    {%- for node in nodes -%}
        {%- do check_external_location(node) -%}
    {%- endfor -%}
    {%- for node in nodes -%}
        {%- set done = stage_external_source(node, full_refresh) -%}
        {%- do log(loop.index ~ ' of ' ~ loop.length ~ ' ' ~ node.schema ~ '.'
            ~ node.identifier ~ ': ' ~ done, info=true) -%}
    {%- endfor -%}
{% endmacro %}


{% macro stage_external_source(node, full_refresh) %}
    {#- Bring one external table up to date; return what was done, in words. -#}
    {%- set partitions = external_partitions(node.external) -%}
    {%- set existed = external_table_exists(node) -%}
    {%- set before = 0 -%}
    {%- set done = 'created' -%}
    {%- if existed and full_refresh -%}
        {%- do run_query(drop_external_table_sql(node)) -%}
        {%- set done = 'created anew' -%}
    {%- elif existed -%}
        {%- set before = external_partition_count(node) -%}
        {%- set done = 'exists' -%}
    {%- endif -%}
    {%- if full_refresh or not existed -%}
        {%- do run_query(create_external_table_sql(node)) -%}
    {%- endif -%}
    {%- for statement in add_partitions_sql(node, partitions) -%}
        {%- do run_query(statement) -%}
    {%- endfor -%}
    {%- if partitions -%}
        {%- set after = external_partition_count(node) -%}
        {%- set done = done ~ ', ' ~ after ~ ' partitions, ' ~ (after - before) ~ ' new' -%}
    {%- endif -%}
    {{ return(done) }}
{% endmacro %}


{% macro selected_external_sources(select) %}
    {#- The external tables that `select` names, in the order of their names. -#}
    {%- set wanted = (select or '').split() -%}
    {%- set found = [] -%}
    {%- set known = [] -%}
    {%- for node in graph.sources.values() | sort(attribute='unique_id')
            if node.external and node.external.location -%}
        {%- set names = [node.source_name, node.source_name ~ '.' ~ node.name] -%}
        {%- do known.extend(names) -%}
        {%- if not wanted or names[0] in wanted or names[1] in wanted -%}
            {%- do found.append(node) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- for name in wanted if name not in known -%}
        {{ exceptions.raise_compiler_error("stage_external_sources: '" ~ name
            ~ "' is no source with external tables; there are: "
            ~ known | unique | join(', ')) }}
    {%- endfor -%}
    {{ return(found) }}
{% endmacro %}
