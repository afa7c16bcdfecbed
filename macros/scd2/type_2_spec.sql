{% macro type_2_spec(type_2) %}
    {#-
        Check what a model declares in its `type_2` config. Returns a dict of lists
        of column names, and one name:
          key        one history for each of its values
          time       the first sequence column: when the event happened
          ties       the other sequence columns: which of two events at one time
                     comes last
          track      a change in one of these opens a version
          untracked  carried along: a version has the values of its last event
          state      track and untracked: what a version says besides its interval
          carried    ties and state: what is read of an event besides key and time

        Raises a compiler error that names the model and the setting otherwise.
    -#}
    {%- set settings = ['key', 'sequence', 'track', 'untracked'] -%}
    {%- set made_here = ['effective_at', 'end_at', 'is_current', '_load_id'] -%}

    {%- if type_2 is not mapping -%}
        {{ type_2_refuse('the model declares no type_2 config') }}
    {%- endif -%}
    {%- for setting in type_2 if setting not in settings -%}
        {{ type_2_refuse("'" ~ setting ~ "' is no setting; there are "
            ~ settings | join(', ')) }}
    {%- endfor -%}
    {%- for setting in settings[:3] if not type_2.get(setting) -%}
        {{ type_2_refuse("'" ~ setting ~ "' is missing or empty") }}
    {%- endfor -%}
    {%- for setting, columns in type_2.items()
            if columns is string or columns is mapping
            or columns is not sequence
            or columns | reject('string') | list -%}
        {{ type_2_refuse("'" ~ setting ~ "' must be a list of column names") }}
    {%- endfor -%}

    {%- set untracked = type_2.get('untracked', []) -%}
    {%- set stated = type_2.key + type_2.track + untracked -%}
    {%- for column in stated if stated.count(column) > 1 -%}
        {{ type_2_refuse("'" ~ column ~ "' stands in key, track and untracked "
            ~ 'more than once') }}
    {%- endfor -%}
    {%- for column in stated if column in made_here -%}
        {{ type_2_refuse("'" ~ column ~ "' is a column that the history makes "
            ~ 'itself; rename it in the events') }}
    {%- endfor -%}
    {%- for column in type_2.sequence if column in type_2.key -%}
        {{ type_2_refuse("'" ~ column ~ "' cannot be both key and sequence") }}
    {%- endfor -%}

    {{ return({
        'key': type_2.key,
        'time': type_2.sequence[0],
        'ties': type_2.sequence[1:],
        'track': type_2.track,
        'untracked': untracked,
        'state': type_2.track + untracked,
        'carried': (type_2.sequence[1:] + type_2.track + untracked) | unique | list,
    }) }}
{% endmacro %}


{% macro type_2_check_model(spec) %}
    {#-
        Check the model that holds the history against `spec`: it is incremental
        with this strategy, and its contract lists the columns that come out.
    -#}
    {%- if config.get('materialized') != 'incremental'
            or config.get('incremental_strategy') != 'type_2' -%}
        {{ type_2_refuse("set materialized='incremental' and "
            ~ "incremental_strategy='type_2'") }}
    {%- endif -%}
    {%- set made = spec.key + ['effective_at', 'end_at'] + spec.state
        + ['is_current', '_load_id'] -%}
    {%- set described = model.columns.keys() | list -%}
    {%- for column in made if column not in described -%}
        {{ type_2_refuse("'" ~ column ~ "' is not among the model's columns in its "
            ~ 'YAML: ' ~ described | join(', ')) }}
    {%- endfor -%}
    {%- for column in described if column not in made -%}
        {{ type_2_refuse("the model's YAML describes '" ~ column ~ "', which is "
            ~ 'neither key, tracked nor untracked') }}
    {%- endfor -%}
    {%- for column in spec.key + ['effective_at']
            if 'not_null' not in model.columns[column].constraints
                | map(attribute='type') | map('string') | list -%}
        {{ type_2_refuse("'" ~ column ~ "' needs a not_null constraint in the model's "
            ~ 'YAML: an event without it has no place in a history') }}
    {%- endfor -%}
{% endmacro %}


{% macro type_2_refuse(reason) %}
    {#- Stop with a sentence that names the model. -#}
    {{ exceptions.raise_compiler_error('type_2: ' ~ model.name ~ ': ' ~ reason) }}
{% endmacro %}
