{% macro setup_stream_schemas_sql(user, group) %}
    {#-
        An external schema for the streams of each source that has them, read with the
        role in REDSHIFT_STREAM_ROLE_ARN, the default role without it.
        AWS, Database Developer Guide: CREATE EXTERNAL SCHEMA.
    -#}
    {%- set role = env_var('REDSHIFT_STREAM_ROLE_ARN', '') or 'default' -%}
    {%- set statements = [] -%}
    {%- for schema in stream_schemas() -%}
        {%- set owner = schema_owner(schema) -%}
        {%- if owner is none -%}
            {%- do statements.append('create external schema ' ~ quoted_name(schema)
                ~ ' from kinesis iam_role '
                ~ ('default' if role == 'default' else quoted_text(role))) -%}
        {%- endif -%}
        {%- do statements.extend(owned_schema_sql(schema, owner, user, group)) -%}
    {%- endfor -%}
    {{ return(statements) }}
{% endmacro %}


{% macro stream_schemas() %}
    {#- The schemas of sources whose `meta.stream_service` is kinesis. -#}
    {%- set schemas = [] -%}
    {%- for node in graph.sources.values() if node.meta.stream_service == 'kinesis' -%}
        {%- do schemas.append(node.schema) -%}
    {%- endfor -%}
    {{ return(schemas | unique | sort) }}
{% endmacro %}
