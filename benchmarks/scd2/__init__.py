"""What a type-2 merge costs, and whether it is right: this project's, and what else there is."""
