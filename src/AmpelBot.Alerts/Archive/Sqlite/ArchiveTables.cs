using Microsoft.Data.Sqlite;

namespace AmpelBot.Alerts.Archive.Sqlite;

/// <summary>The archive's tables, and the check that a file has them.</summary>
/// <remarks>The comments within the statements stay in the files, where <c>sqlite3 alerts.db .schema</c> shows them.</remarks>
internal static class ArchiveTables
{
    /// <summary>Version of the tables (PRAGMA user_version).</summary>
    internal const int Version = 4;

    /// <summary>"AMPL" in ASCII: what tells an archive from other programs' databases (PRAGMA application_id).</summary>
    internal const int ApplicationId = 0x414D504C;

    internal const string Alerts = """
        CREATE TABLE schema ( -- Avro schemas of the bodies below, each once
          id INTEGER PRIMARY KEY,
          sha256 BLOB NOT NULL UNIQUE, -- of json in UTF-8
          json TEXT NOT NULL -- the writer's schema of the record, complete in itself
        ) STRICT;

        CREATE TABLE alert ( -- those of small batches; a scan reads ranges of hpx29 within nights of this table and of alert_block, and nothing else
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
          PRIMARY KEY (night, hpx29, alert_id, survey)
        ) STRICT, WITHOUT ROWID;
        CREATE UNIQUE INDEX alert_once ON alert (alert_id, survey); -- numbers are compared faster than texts
        CREATE INDEX alert_of_object ON alert (night >> 4, stock); -- by sixteen nights: a batch writes few pages of it, and an object is read with few seeks

        """ + Runs + Lists + """

        CREATE TABLE night ( -- how many alerts each night has
          night INTEGER PRIMARY KEY,
          alerts INTEGER NOT NULL,
          runs INTEGER NOT NULL DEFAULT 0 -- numbers of its runs in table alert_block: 0 to runs - 1
        ) STRICT;

        CREATE TABLE packet ( -- of the alerts that came with one
          survey TEXT NOT NULL,
          alert_id INTEGER NOT NULL,
          schema INTEGER NOT NULL REFERENCES schema, -- of the whole packet
          skeleton BLOB NOT NULL, -- the packet with references in the place of candidate, datapoints and cutouts
          PRIMARY KEY (survey, alert_id)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE object_settled ( -- what the survey gave a name
          survey TEXT NOT NULL,
          stock INTEGER NOT NULL,
          name TEXT NOT NULL,
          PRIMARY KEY (survey, stock)
        ) STRICT, WITHOUT ROWID;

        """ + RecentObjects + """

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

    private const string Runs = """
        CREATE TABLE alert_block ( -- alerts of big batches: a batch is a run, and each row of it holds neighbours on the sky; blocks of one run do not overlap
          id INTEGER PRIMARY KEY,
          night INTEGER NOT NULL, -- of all its alerts
          run INTEGER NOT NULL, -- within the night
          number INTEGER NOT NULL, -- within the run, ascending with hpx29
          first_hpx29 INTEGER NOT NULL,
          last_hpx29 INTEGER NOT NULL,
          alerts INTEGER NOT NULL,
          schema INTEGER NOT NULL REFERENCES schema, -- of all its alerts
          survey TEXT NOT NULL, -- of all its alerts
          ingested INTEGER NOT NULL, -- when it came, UTC, milliseconds since 1970
          body BLOB NOT NULL -- int32 n, CRC-32C of the rest; of each alert hpx29, alert id, stock (int64), jd, ra, dec (float64), program, end of its features (int32), 1 program known + 2 in table packet (byte); their features: Avro binary
        ) STRICT;
        CREATE UNIQUE INDEX alert_block_place ON alert_block (night, run, last_hpx29, first_hpx29, number);


        """;

    private const string Lists = """
        CREATE TABLE id_list ( -- numbers of the alerts in blocks; the spans of the rows of one survey never overlap
          survey TEXT NOT NULL,
          last_id INTEGER NOT NULL,
          first_id INTEGER NOT NULL,
          night INTEGER NOT NULL, -- of all its alerts
          ids BLOB NOT NULL, -- alert ids, ascending, 8 bytes each, little-endian
          hpx29s BLOB NOT NULL -- of each of the alerts, in the order of ids: with the night the place in table alert_block
        ) STRICT;
        CREATE UNIQUE INDEX id_list_span ON id_list (survey, last_id);

        CREATE TABLE stock_list ( -- objects of the alerts in blocks
          id INTEGER PRIMARY KEY, -- (night >> 4) * 2^38 + bucket * 2^28 + (night & 15) * 2^24 + number of the row; bucket: first ten bits of the product of each of the stocks with 0x9E3779B97F4A7C15, modulo 2^64
          stocks BLOB NOT NULL, -- the object of each alert, 8 bytes each, little-endian
          hpx29s BLOB NOT NULL -- of each of the alerts, in the order of stocks
        ) STRICT;

        """;

    private const string RecentObjects = """
        CREATE TABLE object_recent ( -- new ones, until they are an eighth of all and go to the others together: so a batch dirties few pages
          survey TEXT NOT NULL,
          stock INTEGER NOT NULL,
          name TEXT NOT NULL,
          PRIMARY KEY (survey, stock)
        ) STRICT, WITHOUT ROWID;
        CREATE VIEW object AS SELECT survey, stock, name FROM object_settled UNION ALL SELECT survey, stock, name FROM object_recent;

        """;

    private const string From2And3 = """
        ALTER TABLE night ADD COLUMN runs INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE object RENAME TO object_settled;

        """ + Runs + Lists + RecentObjects;

    /// <summary>What brings the tables of an earlier version up to date; the alerts that are there become, or stay, rows of table alert.</summary>
    internal static readonly IReadOnlyDictionary<long, string> AlertsFrom = new Dictionary<long, string>
    {
        [2] = From2And3,
        [3] = """
            DROP INDEX alert_once;
            DROP INDEX alert_of_object;
            ALTER TABLE alert DROP COLUMN listed;
            CREATE UNIQUE INDEX alert_once ON alert (alert_id, survey);
            CREATE INDEX alert_of_object ON alert (night >> 4, stock);
            DROP TABLE id_list;
            DROP TABLE stock_list;

            """ + From2And3,
    };

    /// <summary>The same for the file of the cutouts, in which nothing is new.</summary>
    internal static readonly IReadOnlyDictionary<long, string> CutoutsFrom = new Dictionary<long, string> { [2] = "", [3] = "" };

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

    /// <summary>Makes the tables of an empty file, brings those of an earlier version up to date, and refuses a file that is not empty and no archive.</summary>
    /// <param name="connection">Open to write.</param>
    /// <param name="file">Its path, for the sentence.</param>
    /// <param name="tables">The statements that make the tables.</param>
    /// <param name="from">For each earlier version the statements that bring its tables up to date.</param>
    /// <param name="pageBytes">Page size of a new file.</param>
    internal static void Ensure(SqliteConnection connection, string file, string tables, IReadOnlyDictionary<long, string> from, int pageBytes)
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
        else if (from.TryGetValue(connection.Scalar("PRAGMA user_version") ?? 0, out var changes))
            connection.Run($"{changes} PRAGMA user_version = {Version}");
        transaction.Commit();
        Check(connection, file, isReadOnly: true);
    }

    /// <summary>Refuses a file that is no archive of this version or, to write, of one that can be brought up to date.</summary>
    internal static void Check(SqliteConnection connection, string file, bool isReadOnly)
    {
        if (connection.Scalar("PRAGMA application_id") != ApplicationId)
            throw new ArchiveException($"{file} is a database of another program, not an AmpelBot archive: name another folder.");
        var version = connection.Scalar("PRAGMA user_version");
        var isEarlier = AlertsFrom.ContainsKey(version ?? 0);
        if (version == Version || (isEarlier && !isReadOnly))
            return;
        throw new ArchiveException(isEarlier
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
