{% macro stream_text(field) -%}
    {#-
        A field of a record that is a JSON object, as text; null where the record is no
        JSON, has not the field or has it empty, or is longer than a VARCHAR of Redshift
        can be. Nothing here can fail: a streaming view stands still at a record that it
        can't convert, such as bytes that are no UTF-8, which are no JSON either.

        AWS, Database Developer Guide: JSON_EXTRACT_PATH_TEXT (its names have capitals,
        which those of SUPER have only with enable_case_sensitive_identifier),
        FROM_VARBYTE.
    -#}
    nullif(
        json_extract_path_text(
            case
                when octet_length(kinesis_data) <= 65535 and can_json_parse(kinesis_data)
                    then from_varbyte(kinesis_data, 'utf-8')
            end,
            {{ quoted_text(field) }},
            true
        ),
        ''
    )
{%- endmacro %}
