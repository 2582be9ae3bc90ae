"""Russian full-text search: words become stems, ё becomes е, and a question becomes a safe FTS5 query."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import snowballstemmer

# Letters and digits, as the tokenizer of the index reads them: an underscore parts words there.
_WORD = re.compile(r"[^\W_]+")
_stemmer = snowballstemmer.stemmer("russian")


def normal(text: str) -> str:
    """`text` as search compares it: compatibility forms folded, lower case, е for ё, accents dropped."""
    folded = unicodedata.normalize("NFKC", text).casefold().replace("ё", "е")
    return folded.replace("\u0301", "")


@lru_cache(maxsize=50_000)
def _stem(word: str) -> str:
    # Snowball takes the end of "запись" or "подпись" for a verb's and leaves "зап"; such nouns are our daily
    # bread, and their other forms keep the letters.
    if word.endswith("пись"):
        return word[:-1]
    return str(_stemmer.stemWord(word))


def stems(text: str) -> str:
    """Stems of the words of `text`, joined by spaces: what the index holds."""
    return " ".join(_stem(word) for word in _WORD.findall(normal(text)))


def match_query(question: str) -> str | None:
    """An FTS5 query for what a person typed: all words, each as the beginning of a stem.

    None where nothing searchable was typed. Every term is quoted, so no character has a meaning of its own.
    """
    terms = _WORD.findall(normal(question))
    return " ".join(f'"{_stem(term)}"*' for term in terms) or None
