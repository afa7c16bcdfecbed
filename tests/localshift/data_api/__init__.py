"""The Data API, by boto3."""
