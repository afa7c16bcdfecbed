{% macro nearest_rank(percent, value, place, count) -%}
    {#-
        An aggregate: the least `value` of a group that `percent` of a hundred values do not
        exceed. It is a value that occurs; nothing is put between two of them.

        place    the value's number in its group, by size from 1 on
        count    how many values the group has

        Redshift's own percentile functions are refused where no table is read, as on the
        rows of a unit test.
    -#}
    min(case when 100 * {{ place }} >= {{ percent }} * {{ count }} then {{ value }} end)
{%- endmacro %}
