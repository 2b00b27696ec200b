//! A hostile newsroom yields harmless pages, spreadsheets and terminals.
