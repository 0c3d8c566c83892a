"""What people receive under policies: entered, and taken back."""
