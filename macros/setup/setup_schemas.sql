{% macro setup_schemas_sql(user, group) %}
    {#-
        The schemas that dbt builds in and those that the loader fills, which reads the
        same profile. With a schema of one's own no right to create schemas is needed.
    -#}
    {%- set statements = [] -%}
    {%- for schema in project_schemas() -%}
        {%- set owner = schema_owner(schema) -%}
        {%- if owner is none -%}
            {%- do statements.append('create schema ' ~ quoted_name(schema)
                ~ ' authorization ' ~ quoted_name(user)) -%}
        {%- endif -%}
        {%- do statements.extend(owned_schema_sql(schema, owner or user, user, group)) -%}
    {%- endfor -%}
    {{ return(statements) }}
{% endmacro %}


{% macro setup_external_schemas_sql(user, group) %}
    {#- AWS, Database Developer Guide: CREATE EXTERNAL SCHEMA. -#}
    {%- set role = spectrum_role() -%}
    {%- set statements = [] -%}
    {%- for schema, database in external_schemas().items() -%}
        {%- set owner = schema_owner(schema) -%}
        {%- if owner is none -%}
            {%- do statements.append('create external schema ' ~ quoted_name(schema)
                ~ ' from data catalog database ' ~ quoted_text(database) ~ ' iam_role '
                ~ ('default' if role == 'default' else quoted_text(role))
                ~ ' create external database if not exists') -%}
        {%- else -%}
            {%- do check_external_schema(schema) -%}
        {%- endif -%}
        {%- do statements.extend(owned_schema_sql(schema, owner, user, group)) -%}
    {%- endfor -%}
    {{ return(statements) }}
{% endmacro %}


{% macro owned_schema_sql(schema, owner, user, group) %}
    {#- Give a schema to the user, unless it is theirs, and let the group in. -#}
    {%- set name = quoted_name(schema) -%}
    {%- set statements = ['grant usage, create on schema ' ~ name ~ ' to group '
        ~ quoted_name(group)] -%}
    {%- if owner != user -%}
        {%- do statements.insert(0, 'alter schema ' ~ name ~ ' owner to '
            ~ quoted_name(user)) -%}
    {%- endif -%}
    {{ return(statements) }}
{% endmacro %}


{% macro project_schemas() %}
    {#-
        The schemas of all nodes, and of all sources that are tables of Redshift. What
        begins with pg_ is Redshift's own.
    -#}
    {%- set schemas = [] -%}
    {%- for node in graph.nodes.values()
            if node.resource_type in ('model', 'seed', 'snapshot')
            and node.config.materialized != 'ephemeral' -%}
        {%- do schemas.append(node.schema) -%}
    {%- endfor -%}
    {%- for node in graph.sources.values()
            if not (node.external and node.external.location)
            and not node.meta.stream_service
            and not node.schema.startswith('pg_') -%}
        {%- do schemas.append(node.schema) -%}
    {%- endfor -%}
    {{ return(schemas | unique | sort) }}
{% endmacro %}


{% macro external_schemas() %}
    {#- The Glue database of each external schema. -#}
    {%- set databases = {} -%}
    {%- for node in graph.sources.values()
            if node.external and node.external.location -%}
        {%- if not node.meta.glue_database -%}
            {{ exceptions.raise_compiler_error('setup_warehouse: source '
                ~ node.source_name ~ " has external tables, but no 'glue_database' in "
                ~ 'its config.meta (' ~ node.original_file_path ~ ')') }}
        {%- endif -%}
        {%- do databases.update({node.schema: node.meta.glue_database}) -%}
    {%- endfor -%}
    {{ return(databases) }}
{% endmacro %}


{% macro schema_owner(schema) %}
    {#- Who owns the schema; none when there is none of this name. -#}
    {%- set found = run_query('select usename as owner from pg_namespace '
        ~ 'inner join pg_user on nspowner = usesysid where nspname = '
        ~ quoted_text(schema)).rows -%}
    {{ return(found[0]['owner'] if found else none) }}
{% endmacro %}
