"""Ways to other machines: the mail server whose boxes petitions come to."""
