"""Make TICKIT, the sample data of a site where people buy and sell tickets, as seven files.

AWS: "Sample database" in the Amazon Redshift Database Developer Guide (c_sampledb). All
people, acts and most venues are made up; sizes, formats and oddities are those of the real files.
"""
