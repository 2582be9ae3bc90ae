"""Collects the messages of the code into the catalogues: `make messages`."""

from __future__ import annotations

from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir, extract_from_file
from babel.messages.pofile import read_po, write_po

from lib.base.language import LANGUAGES, LOCALE_FOLDER
from lib.base.settings import ROOT

KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2)}


def collected() -> Catalog:
    """Every message of the code with the places it stands in."""
    catalogue = Catalog(project="Pult", charset="utf-8", fuzzy=False)
    for folder in ("lib", "pages"):
        for file, line, message, comments, context in extract_from_dir(
            ROOT / folder, [("**.py", "python")], keywords=KEYWORDS, comment_tags=("i18n:",)
        ):
            place = f"{folder}/{file}"
            catalogue.add(message, None, [(place, line)], (), comments, context=context)
    for line, message, comments, context in extract_from_file(
        "python", ROOT / "streamlit_app.py", keywords=KEYWORDS, comment_tags=("i18n:",)
    ):
        catalogue.add(message, None, [("streamlit_app.py", line)], (), comments, context=context)
    return catalogue


def read_catalogue(language: str) -> Catalog:
    with path_of(language).open("rb") as file:
        return read_po(file, locale=language)


def path_of(language: str) -> Path:
    return LOCALE_FOLDER / language / "LC_MESSAGES" / "pult.po"


def main() -> None:
    template = collected()
    for language in LANGUAGES:
        catalogue = read_catalogue(language)
        # A date of creation would change the file at every run.
        template.creation_date = catalogue.creation_date
        catalogue.update(template, no_fuzzy_matching=True)
        catalogue.obsolete.clear()
        with path_of(language).open("wb") as file:
            # Places without line numbers: a shifted line is no change of a catalogue.
            write_po(file, catalogue, sort_output=True, include_lineno=False, width=100)
        missing = [
            m.id for m in catalogue if m.id and not (all(m.string) if m.pluralizable else m.string)
        ]
        print(f"{language}: {len(catalogue)} messages, {len(missing)} without a translation")
        if language != "en":
            print("\n".join(f"  {message}" for message in missing))


if __name__ == "__main__":
    main()
