{% macro type_2_spec(type_2) %}
    {#-
        Check what a model declares in its `type_2` config; docs/type-2.md lists the
        settings. Returns a dict:
          key        one history for each of its values
          time       the first sequence column: when the event happened
          ties       the other sequence columns: which of two events at one time
                     comes last
          track      a change in one of these opens a version; where the model
                     names none, all that its YAML describes besides
          untracked  carried along: a version has the values of its last event
          state      track and untracked: what a version says besides its interval
          carried    ties and state: what is read of an event besides key and time
          fill       in these null means that nothing changed
          delete_when  true for an event that ends a version and opens none; none
          open_end   when a version ends that nothing has ended yet

        Raises a compiler error that names the model and the setting otherwise.
    -#}
    {%- set lists = ['key', 'sequence', 'track', 'untracked', 'null_means_unchanged'] -%}
    {%- set settings = lists + ['delete_when', 'open_end'] -%}
    {%- set made_here = ['effective_at', 'end_at', 'is_current'] -%}

    {%- if type_2 is not mapping -%}
        {{ type_2_refuse('the model declares no type_2 config') }}
    {%- endif -%}
    {%- for setting in type_2 if setting not in settings -%}
        {{ type_2_refuse("'" ~ setting ~ "' is no setting; there are "
            ~ settings | join(', ')) }}
    {%- endfor -%}
    {%- for setting in lists[:2] if not type_2.get(setting) -%}
        {{ type_2_refuse("'" ~ setting ~ "' is missing or empty") }}
    {%- endfor -%}
    {%- for setting in lists if setting in type_2 -%}
        {%- set columns = type_2[setting] -%}
        {%- if columns is string or columns is mapping or columns is not sequence
                or columns | reject('string') | list -%}
            {{ type_2_refuse("'" ~ setting ~ "' must be a list of column names") }}
        {%- endif -%}
    {%- endfor -%}
    {%- set delete_when = type_2.get('delete_when') -%}
    {%- if 'delete_when' in type_2 and (delete_when is not string or not delete_when) -%}
        {{ type_2_refuse("'delete_when' must be a condition on an event, as SQL") }}
    {%- endif -%}
    {%- set ends_at = type_2.get('open_end', open_end()) -%}
    {%- if not modules.re.fullmatch(
        '[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}', ends_at | string
    ) -%}
        {{ type_2_refuse("'open_end' must be a time such as '" ~ open_end()
            ~ "', and never null: versions are found by when they end") }}
    {%- endif -%}

    {%- set untracked = type_2.get('untracked', []) -%}
    {%- set taken = type_2.key + untracked -%}
    {%- set track = type_2.get('track') or type_2_described_columns()
        | reject('in', taken + made_here + ['_load_id']) | list -%}
    {%- set stated = taken + track -%}
    {%- for column in stated if stated.count(column) > 1 -%}
        {{ type_2_refuse("'" ~ column ~ "' stands in key, track and untracked "
            ~ 'more than once') }}
    {%- endfor -%}
    {%- for column in stated if column in made_here or column.startswith('_') -%}
        {{ type_2_refuse("'" ~ column ~ "' is a name that the history keeps for its "
            ~ 'own columns; rename it in the events') }}
    {%- endfor -%}
    {%- for column in type_2.sequence if column in type_2.key -%}
        {{ type_2_refuse("'" ~ column ~ "' cannot be both key and sequence") }}
    {%- endfor -%}
    {%- set fill = type_2.get('null_means_unchanged', []) -%}
    {%- for column in fill if execute and column not in track + untracked -%}
        {{ type_2_refuse("'" ~ column ~ "' is in null_means_unchanged, but neither "
            ~ 'tracked nor untracked') }}
    {%- endfor -%}

    {{ return({
        'key': type_2.key,
        'time': type_2.sequence[0],
        'ties': type_2.sequence[1:],
        'track': track,
        'untracked': untracked,
        'state': track + untracked,
        'carried': (type_2.sequence[1:] + track + untracked) | unique | list,
        'fill': fill,
        'delete_when': delete_when,
        'open_end': ends_at,
    }) }}
{% endmacro %}


{% macro type_2_described_columns() %}
    {#-
        The columns that the model's YAML describes. A unit test of dbt does not see
        them: where `track` is left out, it names them in `overrides`.
    -#}
    {{ return(model.get('columns', {}).keys() | list) }}
{% endmacro %}


{% macro type_2_refuse(reason) %}
    {#- Stop with a sentence that names the model. -#}
    {{ exceptions.raise_compiler_error('type_2: ' ~ model.name ~ ': ' ~ reason) }}
{% endmacro %}
