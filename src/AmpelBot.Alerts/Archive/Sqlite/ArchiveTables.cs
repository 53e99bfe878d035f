using Microsoft.Data.Sqlite;

namespace AmpelBot.Alerts.Archive.Sqlite;

/// <summary>The archive's tables, and the check that a file has them.</summary>
/// <remarks>The comments within the statements stay in the files, where <c>sqlite3 alerts.db .schema</c> shows them.</remarks>
internal static class ArchiveTables
{
    /// <summary>Version of the tables (PRAGMA user_version).</summary>
    internal const int Version = 3;

    /// <summary>Oldest version of the tables that is brought up to date when the archive is opened to write.</summary>
    internal const int OldestVersion = 2;

    /// <summary>"AMPL" in ASCII: what tells an archive from other programs' databases (PRAGMA application_id).</summary>
    internal const int ApplicationId = 0x414D504C;

    internal const string Alerts = """
        CREATE TABLE schema ( -- Avro schemas of the bodies below, each once
          id INTEGER PRIMARY KEY,
          sha256 BLOB NOT NULL UNIQUE, -- of json in UTF-8
          json TEXT NOT NULL -- the writer's schema of the record, complete in itself
        ) STRICT;

        CREATE TABLE alert ( -- a scan reads ranges of hpx29 within nights and nothing but this table
          night INTEGER NOT NULL, -- UTC date as floor of the modified Julian date
          hpx29 INTEGER NOT NULL, -- nested HEALPix index at order 29
          alert_id INTEGER NOT NULL, -- candid, or a hash of the content where there is none
          survey TEXT NOT NULL,
          jd REAL NOT NULL, -- Julian date, UTC
          stock INTEGER NOT NULL, -- the object: from its name; negative (-1 - alert_id) when it has none
          ra REAL NOT NULL, -- degrees, ICRS
          dec REAL NOT NULL, -- degrees, ICRS
          program INTEGER, -- 1 public; NULL when the packet does not say
          numbered INTEGER NOT NULL, -- 1: alert_id is the survey's candid
          schema INTEGER NOT NULL REFERENCES schema, -- of body
          body BLOB NOT NULL, -- the survey's features of the detection (candidate block), every field: Avro binary
          ingested INTEGER NOT NULL, -- when it came, UTC, milliseconds since 1970
          listed INTEGER NOT NULL DEFAULT 0, -- 1: found through tables id_list and stock_list; otherwise through the indexes alert_once and alert_of_object
          PRIMARY KEY (night, hpx29, alert_id, survey)
        ) STRICT, WITHOUT ROWID;

        """ + Lists + """


        CREATE TABLE night ( -- how many alerts each night has
          night INTEGER PRIMARY KEY,
          alerts INTEGER NOT NULL
        ) STRICT;

        CREATE TABLE packet ( -- of the alerts that came with one
          survey TEXT NOT NULL,
          alert_id INTEGER NOT NULL,
          schema INTEGER NOT NULL REFERENCES schema, -- of the whole packet
          skeleton BLOB NOT NULL, -- the packet with references in the place of candidate, datapoints and cutouts
          PRIMARY KEY (survey, alert_id)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE object ( -- what the survey gave a name
          survey TEXT NOT NULL,
          stock INTEGER NOT NULL,
          name TEXT NOT NULL,
          PRIMARY KEY (survey, stock)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE datapoint ( -- each once however many packets repeat it: the same is what has all values but the body in common
          survey TEXT NOT NULL,
          stock INTEGER NOT NULL,
          jd REAL NOT NULL, -- Julian date, UTC
          key INTEGER NOT NULL, -- hash of all values but program and body
          kind INTEGER NOT NULL, -- 0 detection, 1 upper limit, 2 forced photometry
          id INTEGER NOT NULL, -- the survey's number of a detection, otherwise a hash of the content
          candid INTEGER, -- the survey's number; NULL when it gave none
          band TEXT NOT NULL,
          mag REAL, -- PSF magnitude (AB)
          mag_err REAL, -- 1 sigma
          limiting_mag REAL, -- 5 sigma (AB)
          positive INTEGER, -- 1 brighter than the reference, 0 fainter
          ra REAL, -- degrees, ICRS
          dec REAL,
          program INTEGER, -- 1 public; NULL when no packet says
          known_jd REAL NOT NULL, -- Julian date, UTC, of the earliest alert that has it
          schema INTEGER NOT NULL REFERENCES schema, -- of body
          body BLOB NOT NULL, -- the survey's record, every field: Avro binary; of several forms one that holds the others
          PRIMARY KEY (survey, stock, jd, key)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE datapoint_body ( -- forms of a datapoint's record that datapoint.body does not hold
          survey TEXT NOT NULL,
          stock INTEGER NOT NULL,
          key INTEGER NOT NULL,
          body_check INTEGER NOT NULL, -- hash of schema and body
          schema INTEGER NOT NULL REFERENCES schema,
          body BLOB NOT NULL,
          PRIMARY KEY (survey, stock, key, body_check)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE journal ( -- what happened to an object; the arrivals of its alerts are alert.ingested
          id INTEGER PRIMARY KEY,
          survey TEXT NOT NULL,
          stock INTEGER NOT NULL,
          at INTEGER NOT NULL, -- UTC, milliseconds since 1970
          tier INTEGER NOT NULL, -- 0 to 3
          unit TEXT NOT NULL,
          channel TEXT,
          run TEXT,
          alert_id INTEGER,
          state TEXT,
          extra TEXT -- JSON
        ) STRICT;
        CREATE INDEX journal_of_object ON journal (survey, stock, at);

        CREATE TABLE science_record ( -- scores, cross-matches and other results about an object
          id INTEGER PRIMARY KEY,
          survey TEXT NOT NULL,
          stock INTEGER NOT NULL,
          at INTEGER NOT NULL, -- UTC, milliseconds since 1970
          unit TEXT NOT NULL,
          config TEXT, -- hash of the unit's settings
          state TEXT,
          alert_id INTEGER,
          body TEXT NOT NULL -- JSON
        ) STRICT;
        CREATE INDEX science_record_of_object ON science_record (survey, stock, at);

        CREATE TABLE exposure ( -- the observation log
          jd REAL NOT NULL, -- start, Julian date, UTC
          survey TEXT NOT NULL,
          field INTEGER NOT NULL,
          quadrant INTEGER NOT NULL, -- -1 for the whole camera
          band TEXT NOT NULL,
          limiting_mag REAL, -- 5 sigma (AB)
          seconds REAL,
          program INTEGER,
          ra REAL NOT NULL, -- centre of the field, degrees, ICRS
          dec REAL NOT NULL,
          PRIMARY KEY (jd, survey, field, quadrant)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE dead_letter ( -- packets that could not be read
          id INTEGER PRIMARY KEY AUTOINCREMENT,
          source TEXT NOT NULL, -- file, and the member within it after "::" for a tar file
          offset INTEGER NOT NULL, -- bytes
          reason TEXT NOT NULL,
          bytes BLOB, -- the packet as it came; NULL when it is too long or is in the file
          at INTEGER NOT NULL, -- UTC, milliseconds since 1970
          UNIQUE (source, offset, reason)
        ) STRICT;

        CREATE TABLE totals ( -- one row, kept with every batch
          alerts INTEGER NOT NULL,
          packets INTEGER NOT NULL,
          objects INTEGER NOT NULL,
          datapoints INTEGER NOT NULL,
          dead_letters INTEGER NOT NULL,
          state_hash INTEGER NOT NULL, -- sum over all alerts of a hash of survey and alert_id, modulo 2^64
          first_jd REAL,
          last_jd REAL
        ) STRICT;
        INSERT INTO totals VALUES (0, 0, 0, 0, 0, 0, NULL, NULL);
        """;

    private const string Lists = """
        CREATE UNIQUE INDEX alert_once ON alert (alert_id, survey) WHERE listed = 0; -- numbers are compared faster than texts
        CREATE INDEX alert_of_object ON alert (night >> 4, stock) WHERE listed = 0; -- by sixteen nights: a batch writes few pages of it, and an object is read with few seeks

        CREATE TABLE id_list ( -- numbers of listed alerts; the spans of the rows of one survey never overlap
          survey TEXT NOT NULL,
          last_id INTEGER NOT NULL,
          first_id INTEGER NOT NULL,
          night INTEGER NOT NULL, -- of all its alerts
          ids BLOB NOT NULL, -- alert ids, ascending, 8 bytes each, little-endian
          hpx29s BLOB NOT NULL -- of each of the alerts, in the order of ids: with the night the place in table alert
        ) STRICT;
        CREATE UNIQUE INDEX id_list_span ON id_list (survey, last_id);

        CREATE TABLE stock_list ( -- objects of listed alerts; a rowid, so that a night's rows are appended
          id INTEGER PRIMARY KEY, -- night * 2^34 + bucket * 2^24 + number of the row; bucket: first ten bits of the product of each of the stocks with 0x9E3779B97F4A7C15, modulo 2^64
          stocks BLOB NOT NULL, -- the object of each alert, 8 bytes each, little-endian
          hpx29s BLOB NOT NULL -- of each of the alerts, in the order of stocks
        ) STRICT;
        """;

    /// <summary>From version 2: alerts that are there stay in the two indexes.</summary>
    internal const string AlertsFrom2 = """
        ALTER TABLE alert ADD COLUMN listed INTEGER NOT NULL DEFAULT 0;
        DROP INDEX alert_once;
        DROP INDEX alert_of_object;
        """ + Lists;

    /// <summary>From version 2: nothing is new.</summary>
    internal const string CutoutsFrom2 = "";

    internal const string Cutouts = """
        CREATE TABLE cutout ( -- written before its alert: after a crash some may have none, and the next ingest brings it
          id INTEGER PRIMARY KEY,
          survey TEXT NOT NULL,
          alert_id INTEGER NOT NULL,
          kind TEXT NOT NULL, -- Science, Template or Difference
          file_name TEXT NOT NULL,
          data BLOB NOT NULL, -- as the packet has it
          UNIQUE (survey, alert_id, kind)
        ) STRICT;

        CREATE TABLE totals ( -- one row, kept with every batch
          cutouts INTEGER NOT NULL
        ) STRICT;
        INSERT INTO totals VALUES (0);
        """;

    /// <summary>Makes the tables of an empty file, brings those of version 2 up to date, and refuses a file that is not empty and no archive.</summary>
    /// <param name="connection">Open to write.</param>
    /// <param name="file">Its path, for the sentence.</param>
    /// <param name="tables">The statements that make the tables.</param>
    /// <param name="from2">The statements that bring tables of version 2 up to date.</param>
    /// <param name="pageBytes">Page size of a new file.</param>
    internal static void Ensure(SqliteConnection connection, string file, string tables, string from2, int pageBytes)
    {
        if (IsBlank(connection))
            connection.Run($"PRAGMA page_size = {pageBytes}; PRAGMA journal_mode = WAL");
        else
            Check(connection, file, isReadOnly: false);
        connection.Run("PRAGMA synchronous = FULL");
        if (!IsBlank(connection) && connection.Scalar("PRAGMA user_version") == Version)
            return;
        using var transaction = connection.BeginTransaction(deferred: false);
        // Another process may have made or changed them while this one waited.
        if (IsBlank(connection))
            connection.Run($"{tables} PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {Version}");
        else if (connection.Scalar("PRAGMA user_version") == OldestVersion)
            connection.Run($"{from2} PRAGMA user_version = {Version}");
        transaction.Commit();
        Check(connection, file, isReadOnly: true);
    }

    /// <summary>Refuses a file that is no archive of this version or, to write, of one that can be brought up to date.</summary>
    internal static void Check(SqliteConnection connection, string file, bool isReadOnly)
    {
        if (connection.Scalar("PRAGMA application_id") != ApplicationId)
            throw new ArchiveException($"{file} is a database of another program, not an AmpelBot archive: name another folder.");
        var version = connection.Scalar("PRAGMA user_version");
        if (version == Version || (version == OldestVersion && !isReadOnly))
            return;
        throw new ArchiveException(version == OldestVersion
            ? $"{file} is an archive of version {version}, which this program brings up to version {Version} when it opens it to write: "
                + $"run `ampelbot archive vacuum --archive {Path.GetDirectoryName(file)}` once."
            : $"{file} is an archive of version {version} and this program knows version {Version}: "
                + "use the program that made it, or ingest the packets into a new folder.");
    }

    /// <summary>Whether a file is a database without any table that no program has claimed.</summary>
    internal static bool IsBlank(SqliteConnection connection)
        => connection.Scalar("PRAGMA application_id") == 0 && connection.Scalar("PRAGMA user_version") == 0
            && connection.Scalar("SELECT count(*) FROM sqlite_schema") == 0;
}
