"""Collects the messages of the code into the catalogues: `make messages`."""

from __future__ import annotations

import ast
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from lib.base.language import LANGUAGES, LOCALE_FOLDER
from lib.base.settings import ROOT

# Function -> how many of its arguments are texts.
MARKERS = {"_": 1, "N_": 1, "in_russian": 1, "ngettext": 2}


def collected() -> Catalog:
    """Every message of the code with the files it stands in.

    Read from the syntax tree: Babel's own extractor does not see into f-strings on Python 3.11.
    """
    catalogue = Catalog(project="Pult", version="1", charset="utf-8", fuzzy=False)
    files = [*ROOT.glob("lib/**/*.py"), *ROOT.glob("pages/*.py"), ROOT / "streamlit_app.py"]
    for file in sorted(files):
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name):
                continue
            wanted = MARKERS.get(call.func.id, 0)
            texts = [argument.value for argument in call.args if isinstance(argument, ast.Constant)]
            if wanted and len(texts) >= wanted:
                message = tuple(texts[:2]) if wanted == 2 else texts[0]
                catalogue.add(message, None, [(str(file.relative_to(ROOT)), call.lineno)])
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
        catalogue.project, catalogue.version, catalogue.msgid_bugs_address = "Pult", "1", ""
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
