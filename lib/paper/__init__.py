"""Files that people hand on: papers (DOCX) and workbooks (XLSX), in the language that is spoken there."""
