//! SQL, migrations, row types, retention. The only place that knows SQL.
