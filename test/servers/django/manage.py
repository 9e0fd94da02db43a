#!/usr/bin/python3
"""Django's command line for the three field systems in one project; see ../../../docs/django.md."""
import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")
    execute_from_command_line(sys.argv)
