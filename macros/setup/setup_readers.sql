{% macro setup_readers_sql() %}
    {#-
        The groups that the project's grants name, and the use of the schemas in which
        something is granted to them. dbt grants the rest, on each table that it builds.
    -#}
    {%- set statements = [] -%}
    {%- for group, schemas in granted_groups().items() -%}
        {%- if not looked_up('pg_group', 'groname', group) -%}
            {%- do statements.append('create group ' ~ quoted_name(group)) -%}
        {%- endif -%}
        {%- for schema in schemas | unique | sort -%}
            {%- do statements.append('grant usage on schema ' ~ quoted_name(schema)
                ~ ' to group ' ~ quoted_name(group)) -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ return(statements) }}
{% endmacro %}


{% macro granted_groups() %}
    {#- The schemas that each group of the configured grants reads in. -#}
    {%- set groups = {} -%}
    {%- for node in graph.nodes.values() if node.config.grants -%}
        {%- for grantee in node.config.grants.values() | sum(start=[])
                if grantee.startswith('group:') -%}
            {%- do groups.setdefault(grantee[6:], []).append(node.schema) -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ return(groups) }}
{% endmacro %}


{% macro redshift__apply_grants(relation, grant_config, should_revoke=true) %}
    {#-
        Grant what is configured, as dbt-redshift does, to the groups that are there: a
        build of a warehouse that nobody set up yet is no reason to fail. It says which
        group is missing, and the first build after setup_warehouse grants the rest.
    -#}
    {%- set granted = {} -%}
    {%- for privilege, grantees in (grant_config or {}).items() -%}
        {%- do granted.update({privilege: []}) -%}
        {%- for grantee in grantees -%}
            {%- if grantee.startswith('group:')
                    and not looked_up('pg_group', 'groname', grantee[6:]) -%}
                {%- do log(relation ~ ': no group ' ~ grantee[6:]
                    ~ ' to grant to; setup_warehouse makes it', info=true) -%}
            {%- else -%}
                {%- do granted[privilege].append(grantee) -%}
            {%- endif -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- do dbt.redshift__apply_grants(relation, granted, should_revoke) -%}
{% endmacro %}
