{% macro keep_case_of_stream(source_name, table_name) -%}
    {#-
        A hook before a view of this stream is built. Redshift folds the name of a stream, as
        every name, and finds one with capitals only where enable_case_sensitive_identifier
        is on. The name of a stream without capitals needs no setting, and gets none.

        AWS, Database Developer Guide: enable_case_sensitive_identifier. Redshift refreshes
        a view by itself with the setting of the parameter group.
    -#}
    {%- set stream = source(source_name, table_name).identifier -%}
    {%- if stream != stream | lower -%}
        set enable_case_sensitive_identifier to true
    {%- endif -%}
{%- endmacro %}
