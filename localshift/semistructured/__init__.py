"""SUPER: values that carry their own types. AWS: r_SUPER_type, query-super.

A SUPER is stored as compact JSON text. The text keeps all that the type distinguishes: a number
with an exponent is a floating-point one, any other is a decimal of the scale that is written, whole
numbers being decimals of scale 0. JSON's null is SQL's NULL wherever it stands alone.
"""
