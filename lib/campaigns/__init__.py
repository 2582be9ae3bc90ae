"""Campaigns: a hashtag or a set of posts (vaccination, a flashmob) followed across rubrics and neighbours.

A campaign's posts are those with its hashtag that were published from its beginning until it was closed,
without those that a person took out, and with those that a person put in.
"""
