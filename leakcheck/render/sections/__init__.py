"""The sections of the terminal report: each a function of report and page, giving lines."""
