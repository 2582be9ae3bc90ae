"""Reports: a day, a week, a month, an open chat, a campaign as a paper (DOCX) and a workbook (XLSX).

A report is a row before it is made: somebody asks for it, or a schedule does; the worker makes it and says
how far it is. A slot of a schedule is served once, whatever clocks and restarts do.
"""
