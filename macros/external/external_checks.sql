{% macro check_external_schema(schema) %}
    {#-
        Stop, with what to do, unless the external schema is there, this user may create
        tables in it, and it reads with the role that setup_warehouse would give it.

        Only its owner or a superuser may. (AWS, Database Developer Guide: "External
        tables for Redshift Spectrum".)
    -#}
    {%- set found = run_query(external_schema_sql(schema)).rows -%}
    {%- if not found -%}
        {{ refuse_external(schema, 'there is no external schema of this name, or '
            ~ target.user ~ ' may not use it',
            'dbt run-operation setup_warehouse, as a superuser') }}
    {%- endif -%}
    {%- set owner, me, is_superuser, options = found[0].values() -%}
    {%- if owner != me and not is_superuser -%}
        {{ refuse_external(schema, 'it belongs to ' ~ owner ~ ', and only its owner may '
            ~ 'create tables in it; this is ' ~ me,
            'dbt run-operation setup_warehouse, as a superuser, makes the user dbt its '
            ~ 'owner') }}
    {%- endif -%}
    {%- do check_external_role(schema, options) -%}
{% endmacro %}


{% macro check_external_role(schema, options) %}
    {#- Stop when the schema's role is not the one that the environment names. -#}
    {%- set role = fromjson(options or '{}').get('IAM_ROLE', 'none') -%}
    {%- if spectrum_role() not in ('default', role) -%}
        {{ refuse_external(schema, 'it reads with the role ' ~ role ~ ', but '
            ~ 'REDSHIFT_SPECTRUM_ROLE_ARN is ' ~ spectrum_role(),
            'drop schema ' ~ quoted_name(schema) ~ ', which leaves the Glue database as '
            ~ 'it is, then dbt run-operation setup_warehouse') }}
    {%- endif -%}
{% endmacro %}


{% macro check_external_location(node) %}
    {#- Stop when the location has no bucket: a variable of its YAML is not set. -#}
    {%- set location = node.external.location -%}
    {%- if not modules.re.match('s3://[^/]+/', location) -%}
        {{ refuse_external(node.schema ~ '.' ~ node.identifier,
            "its location '" ~ location ~ "' names no bucket",
            'set the variable that the location in ' ~ node.original_file_path
            ~ ' is made of') }}
    {%- endif -%}
{% endmacro %}


{% macro external_schema_sql(schema) -%}
select
    owners.usename as owner,
    me.usename as me,
    me.usesuper as is_superuser,
    schemas.esoptions as options
from svv_external_schemas as schemas
inner join pg_user as owners on schemas.esowner = owners.usesysid
inner join pg_user as me on me.usename = current_user
where schemas.schemaname = {{ quoted_text(schema) }}
{%- endmacro %}


{% macro refuse_external(name, problem, next_step) %}
    {{ exceptions.raise_compiler_error('external ' ~ name ~ ': ' ~ problem
        ~ '\n  next   ' ~ next_step) }}
{% endmacro %}


{% macro spectrum_role() %}
    {#-
        The role that Spectrum reads Glue and S3 with, as the environment names it;
        'default' is the default role of the cluster or the namespace.
    -#}
    {{ return(env_var('REDSHIFT_SPECTRUM_ROLE_ARN', 'default')) }}
{% endmacro %}
