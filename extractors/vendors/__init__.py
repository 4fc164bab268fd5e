"""What vendors' and models' JSON says, one module per form."""
