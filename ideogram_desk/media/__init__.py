"""Pictures decoded, made smaller and cut to size, in processes of their own."""
