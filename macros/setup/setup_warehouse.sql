{% macro setup_warehouse(user='dbt', group='dbt', connection_limit=10, dry_run=false) %}
    {#-
        Give dbt a user and a group, every schema of the project to that user, the
        external schemas a Glue database or Kinesis, and the groups that grants name their way in.

            dbt run-operation setup_warehouse --args '{dry_run: true}'

        Run it as a superuser, once and after a schema was added: what is there stays,
        what differs is mended, and a second run changes nothing. `dry_run` prints the
        statements and runs none.

        The user has no password: it logs in with temporary credentials of IAM. By
        Redshift's defaults it can neither create databases nor users, and sees nothing
        of others in the system's logs. A password would stand in dbt's log; who
        needs one sets it by ALTER USER elsewhere.

        External schemas read with the role in REDSHIFT_SPECTRUM_ROLE_ARN, those of
        streams with that in REDSHIFT_STREAM_ROLE_ARN, the default role without. Their
        Glue database is the source's `meta.glue_database`.
    -#}
    {%- do check_superuser() -%}
    {%- set statements = setup_user_sql(user, group, connection_limit)
        + setup_schemas_sql(user, group)
        + setup_external_schemas_sql(user, group)
        + setup_stream_schemas_sql(user, group)
        + setup_readers_sql() -%}
    {%- for statement in statements -%}
        {%- do log(statement ~ ';', info=true) -%}
        {%- if not dry_run -%}
            {%- do run_query(statement) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- do log('setup_warehouse: ' ~ statements | length ~ ' statements, '
        ~ ('none of them run' if dry_run else 'all run'), info=true) -%}
{% endmacro %}


{% macro check_superuser() %}
    {%- set me = run_query(
        'select usename, usesuper from pg_user where usename = current_user'
    ).rows[0] -%}
    {%- if not me['usesuper'] -%}
        {{ exceptions.raise_compiler_error('setup_warehouse: ' ~ me['usename']
            ~ ' is no superuser, so it can neither create users nor give schemas away'
            ~ '\n  next   run it with a profile whose user is one') }}
    {%- endif -%}
{% endmacro %}


{% macro setup_user_sql(user, group, connection_limit) %}
    {#- AWS, Database Developer Guide: CREATE USER, ALTER USER, CREATE GROUP. -#}
    {%- set name, group_name = quoted_name(user), quoted_name(group) -%}
    {%- set limit = 'connection limit ' ~ connection_limit | int -%}
    {%- set statements = [] -%}
    {%- if not looked_up('pg_group', 'groname', group) -%}
        {%- do statements.append('create group ' ~ group_name) -%}
    {%- endif -%}
    {%- if not looked_up('pg_user', 'usename', user) -%}
        {%- do statements.append('create user ' ~ name ~ ' password disable '
            ~ limit) -%}
    {%- else -%}
        {%- do statements.append('alter user ' ~ name ~ ' ' ~ limit) -%}
    {%- endif -%}
    {%- do statements.append('alter group ' ~ group_name ~ ' add user ' ~ name) -%}
    {#- Temporary tables: dbt's incremental models, and every query of Spectrum. -#}
    {%- do statements.append('grant temp on database ' ~ quoted_name(target.dbname)
        ~ ' to group ' ~ group_name) -%}
    {{ return(statements) }}
{% endmacro %}


{% macro looked_up(catalog, column, value) %}
    {#- Whether a row of the catalog table has this value. -#}
    {%- set found = run_query('select count(*) as found from ' ~ catalog ~ ' where '
        ~ column ~ ' = ' ~ quoted_text(value)) -%}
    {{ return(found.rows[0]['found'] > 0) }}
{% endmacro %}
