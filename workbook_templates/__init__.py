"""Everything that writes a workbook: forms, the catalogue template, the master. Only xlsxwriter here."""
