"""Everything once, on one machine: starts the emulators, deploys infra/, runs the pipeline."""
