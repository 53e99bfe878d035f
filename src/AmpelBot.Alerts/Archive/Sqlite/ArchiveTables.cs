using Microsoft.Data.Sqlite;

namespace AmpelBot.Alerts.Archive.Sqlite;

/// <summary>The archive's tables, and the check that a file has them.</summary>
/// <remarks>The comments within the statements stay in the files, where <c>sqlite3 alerts.db .schema</c> shows them.</remarks>
internal static class ArchiveTables
{
    /// <summary>Version of the tables (PRAGMA user_version).</summary>
    internal const int Version = 1;

    /// <summary>"AMPL" in ASCII: what tells an archive from other programs' databases (PRAGMA application_id).</summary>
    internal const int ApplicationId = 0x414D504C;

    internal const string Alerts = """
        CREATE TABLE schema ( -- Avro schemas of the bodies below, each once
          id INTEGER PRIMARY KEY,
          sha256 BLOB NOT NULL UNIQUE, -- of json in UTF-8
          json TEXT NOT NULL, -- the writer's schema of the record, complete in itself
          fields INTEGER NOT NULL -- number of fields of the record
        ) STRICT;

        CREATE TABLE object ( -- what the survey gave a name; an alert without a name has an object of its own
          id INTEGER PRIMARY KEY,
          survey TEXT NOT NULL,
          name TEXT, -- the survey's name; NULL when it has none
          nameless_alert INTEGER, -- the alert of an object without a name; NULL when it has one
          UNIQUE (name, survey),
          UNIQUE (survey, nameless_alert)
        ) STRICT;

        CREATE TABLE packet ( -- the body of an alert
          id INTEGER PRIMARY KEY,
          candid INTEGER, -- the survey's number; NULL when the packet has none
          ra REAL NOT NULL, -- degrees, ICRS
          dec REAL NOT NULL, -- degrees, ICRS
          schema INTEGER NOT NULL REFERENCES schema, -- of candidate
          candidate BLOB NOT NULL, -- the survey's features of the detection, every field: Avro binary
          first_jd REAL, -- earliest datapoint of the light curve; NULL when it has none
          last_jd REAL, -- latest datapoint of the light curve
          lightcurve BLOB NOT NULL -- datapoint.key of each datapoint of the packet, 8 bytes each, little-endian
        ) STRICT;

        CREATE TABLE alert ( -- the key of an alert: a scan reads ranges of hpx29 within nights
          night INTEGER NOT NULL, -- UTC date as floor of the modified Julian date
          hpx29 INTEGER NOT NULL, -- nested HEALPix index at order 29
          alert_id INTEGER NOT NULL, -- candid, or a hash of the content where there is none
          survey TEXT NOT NULL,
          jd REAL NOT NULL, -- Julian date, UTC
          object INTEGER NOT NULL REFERENCES object,
          packet INTEGER NOT NULL REFERENCES packet,
          PRIMARY KEY (night, hpx29, alert_id, survey)
        ) STRICT, WITHOUT ROWID;
        CREATE UNIQUE INDEX alert_once ON alert (survey, alert_id);
        CREATE INDEX alert_of_object ON alert (object, jd);

        CREATE TABLE datapoint ( -- each once however many packets repeat it: the same is what has all values but the body in common
          object INTEGER NOT NULL REFERENCES object,
          jd REAL NOT NULL, -- Julian date, UTC
          key INTEGER NOT NULL, -- hash of all values but the body
          kind INTEGER NOT NULL, -- 0 detection, 1 upper limit, 2 forced photometry
          id INTEGER NOT NULL, -- the survey's number of a detection, otherwise a hash of the content
          band TEXT NOT NULL,
          mag REAL, -- PSF magnitude (AB)
          mag_err REAL, -- 1 sigma
          limiting_mag REAL, -- 5 sigma (AB)
          positive INTEGER, -- 1 brighter than the reference, 0 fainter
          ra REAL, -- degrees, ICRS
          dec REAL,
          schema INTEGER NOT NULL REFERENCES schema, -- of body
          body BLOB NOT NULL, -- the survey's record, every field: Avro binary; of several the one with the most fields, then the first
          PRIMARY KEY (object, jd, key)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE dead_letter ( -- packets that could not be read
          id INTEGER PRIMARY KEY,
          file TEXT NOT NULL, -- and the member within it after "::" for a tar file
          offset INTEGER NOT NULL, -- bytes
          reason TEXT NOT NULL,
          UNIQUE (file, offset, reason)
        ) STRICT;

        CREATE TABLE totals ( -- one row, kept with every batch
          alerts INTEGER NOT NULL,
          objects INTEGER NOT NULL, -- with a name
          datapoints INTEGER NOT NULL,
          state_hash INTEGER NOT NULL, -- sum over all alerts of a hash of survey and alert_id, modulo 2^64
          first_jd REAL,
          last_jd REAL
        ) STRICT;
        INSERT INTO totals VALUES (0, 0, 0, 0, NULL, NULL);
        """;

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
        """;

    /// <summary>Makes the tables of an empty file, and refuses a file that is not empty and no archive.</summary>
    /// <param name="connection">Open to write.</param>
    /// <param name="file">Its path, for the sentence.</param>
    /// <param name="tables">The statements that make the tables.</param>
    /// <param name="pageBytes">Page size of a new file.</param>
    internal static void Ensure(SqliteConnection connection, string file, string tables, int pageBytes)
    {
        if (!IsBlank(connection))
        {
            Check(connection, file);
            connection.Run("PRAGMA synchronous = FULL");
            return;
        }
        connection.Run($"PRAGMA page_size = {pageBytes}; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
        using var transaction = connection.BeginTransaction(deferred: false);
        // Another process may have made them while this one waited.
        if (IsBlank(connection))
            connection.Run($"{tables} PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {Version}");
        transaction.Commit();
        Check(connection, file);
    }

    /// <summary>Refuses a file that is no archive of this version.</summary>
    internal static void Check(SqliteConnection connection, string file)
    {
        if (connection.Scalar("PRAGMA application_id") != ApplicationId)
            throw new ArchiveException($"{file} is a database of another program, not an AmpelBot archive: name another folder.");
        var version = connection.Scalar("PRAGMA user_version");
        if (version != Version)
            throw new ArchiveException(
                $"{file} is an archive of version {version} and this program knows version {Version}: "
                + "use the program that made it, or ingest the packets into a new folder.");
    }

    /// <summary>Whether a file is a database without any table that no program has claimed.</summary>
    internal static bool IsBlank(SqliteConnection connection)
        => connection.Scalar("PRAGMA application_id") == 0 && connection.Scalar("PRAGMA user_version") == 0
            && connection.Scalar("SELECT count(*) FROM sqlite_schema") == 0;
}
