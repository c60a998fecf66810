"""The law floor: what the law says on a day, which days count, and when a term ends. No Django, no clock."""
