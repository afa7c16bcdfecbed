{% macro not_kept_yet(records) -%}
    {#-
        True for a record of a streaming view that `this` does not have. `records` is the
        view's alias. Both have read_at, shard_id and sequence_number.

        It goes by when Redshift read a record, not by when the record arrived: shards are
        read side by side, and an old record can be read late. The last refresh is looked
        at again, and a view that was rebuilt is looked at whole.
    -#}
    {{ records }}.read_at >= (
        select coalesce(max(read_at), '1970-01-01'::timestamp) from {{ this }}
    )
    and {{ not_kept(records) }}
{%- endmacro %}


{% macro not_kept(records) -%}
    {#- The same, of all records and not of the last refresh's alone; read_at is not needed. -#}
    not exists (
        select 1
        from {{ this }} as kept
        where
            kept.shard_id = {{ records }}.shard_id
            and kept.sequence_number = {{ records }}.sequence_number
    )
{%- endmacro %}
