"""Moving an installation of the old backend into a tenant."""
