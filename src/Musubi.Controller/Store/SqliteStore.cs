using Microsoft.Data.Sqlite;

namespace Musubi.Controller.Store;

/// <summary>
/// A store in one SQLite file, for one controller. The file is held exclusively while it is open, so that a second controller is refused
/// instead of writing beside the first. Each commit is synced to the disk (write-ahead log, synchronous=FULL) before it is reported.
/// Any thread; one operation runs at a time.
/// </summary>
public sealed class SqliteStore : IStore
{
    // SQLite's primary result codes: https://www.sqlite.org/rescode.html
    private const int Busy = 5;
    private const int Locked = 6;
    private const int Full = 13;

    private readonly SqliteConnection _connection;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly StoreHistory _history;
    private readonly string _path;
    private long _revision;

    private SqliteStore(SqliteConnection connection, string path, long revision)
    {
        _connection = connection;
        _path = path;
        _revision = revision;
        _history = new StoreHistory(revision, StoreLimits.History);
    }

    /// <summary>Opens the file, making it when there is none.</summary>
    /// <param name="path">The database file; its folder exists.</param>
    /// <param name="maxPages">Bound on the file's size in pages of 4,096 bytes; 0 for SQLite's own. Tests make a full disk with it.</param>
    /// <exception cref="StoreInUseException">Another controller holds the file.</exception>
    /// <exception cref="StoreUnavailableException">The file cannot be opened or is not a store.</exception>
    public static SqliteStore Open(string path, int maxPages = 0)
    {
        SqliteConnectionStringBuilder settings = new() { DataSource = path, Pooling = false, DefaultTimeout = 1 };
        SqliteConnection connection = new(settings.ConnectionString);
        try
        {
            connection.Open();
            Prepare(connection, maxPages);
            return new SqliteStore(connection, path, ReadRevision(connection));
        }
        catch (SqliteException error)
        {
            connection.Dispose();
            throw error.SqliteErrorCode is Busy or Locked
                ? new StoreInUseException($"another controller is using the store '{path}'; only one may run on a data directory", error)
                : new StoreUnavailableException($"the store '{path}' cannot be opened: {error.Message}", error);
        }
    }

    public ValueTask<StoreEntry?> GetAsync(string key, CancellationToken cancellation = default) => RunAsync(() =>
    {
        using SqliteCommand command = Command("SELECT key, value, revision FROM entries WHERE key = $key", ("$key", key));
        using SqliteDataReader reader = command.ExecuteReader();
        return reader.Read() ? Entry(reader) : null;
    }, cancellation);

    public ValueTask<StoreListing> ListAsync(string prefix, CancellationToken cancellation = default) => RunAsync(() =>
    {
        // Keys are printable ASCII, so DEL sorts after all that follow the prefix; key order is that of bytes.
        using SqliteCommand command = Command(
            "SELECT key, value, revision FROM entries WHERE key >= $from AND key < $to ORDER BY key",
            ("$from", prefix), ("$to", prefix + '\x7f'));
        using SqliteDataReader reader = command.ExecuteReader();
        List<StoreEntry> entries = [];
        while (reader.Read())
        {
            entries.Add(Entry(reader));
        }

        return new StoreListing(_revision, entries);
    }, cancellation);

    public ValueTask<StoreCommit> CommitAsync(StoreTransaction transaction, CancellationToken cancellation = default)
    {
        StoreLimits.Require(transaction);
        return RunAsync(() => Commit(transaction), cancellation);
    }

    public IAsyncEnumerable<StoreChange> WatchAsync(string prefix, long afterRevision, CancellationToken cancellation = default) =>
        _history.WatchAsync(prefix, afterRevision, cancellation);

    public async ValueTask DisposeAsync()
    {
        await _turn.WaitAsync().ConfigureAwait(false);
        _connection.Dispose();
        _turn.Dispose();
    }

    private static void Prepare(SqliteConnection connection, int maxPages)
    {
        // Locking mode first: in exclusive mode the log needs no shared memory, and the lock is kept once it is taken.
        Execute(connection, "PRAGMA locking_mode=EXCLUSIVE");
        Execute(connection, "PRAGMA journal_mode=WAL");
        Execute(connection, "PRAGMA synchronous=FULL");
        Execute(connection, "BEGIN EXCLUSIVE");
        Execute(connection, "CREATE TABLE IF NOT EXISTS entries(key TEXT PRIMARY KEY, value BLOB NOT NULL, revision INTEGER NOT NULL) WITHOUT ROWID");
        Execute(connection, "CREATE TABLE IF NOT EXISTS head(id INTEGER PRIMARY KEY CHECK (id = 1), revision INTEGER NOT NULL)");
        Execute(connection, "INSERT OR IGNORE INTO head VALUES(1, 0)");
        Execute(connection, "COMMIT");
        if (maxPages > 0)
        {
            Execute(connection, $"PRAGMA max_page_count={maxPages}");
        }
    }

    private static void Execute(SqliteConnection connection, string statement)
    {
        using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // statements are constants of this file; nothing of a user's is in them
        command.CommandText = statement;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    private static long ReadRevision(SqliteConnection connection)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT revision FROM head";
        return (long)command.ExecuteScalar()!;
    }

    private StoreCommit Commit(StoreTransaction transaction)
    {
        using SqliteTransaction database = _connection.BeginTransaction(deferred: false);
        string[] conflicts = Conflicts(database, transaction.Checks);
        if (conflicts.Length > 0)
        {
            return new StoreCommit(false, _revision, conflicts);
        }

        long revision = _revision + 1;
        using (SqliteCommand head = Command("UPDATE head SET revision = $revision", ("$revision", revision)))
        {
            head.Transaction = database;
            head.ExecuteNonQuery();
        }

        WriteAll(database, transaction.Writes, revision);
        Finish(database);
        _revision = revision;
        _history.Append(new StoreChange(revision, transaction.Writes));
        return new StoreCommit(true, revision, []);
    }

    private void Finish(SqliteTransaction database)
    {
        try
        {
            database.Commit();
        }
        catch (SqliteException error) when (error.SqliteErrorCode is not (Full or Busy))
        {
            // An input or output error while syncing the log: what is on the disk is not known here.
            throw new StoreOutcomeUnknownException($"the store '{_path}' failed while committing: {error.Message}", error);
        }
    }

    private string[] Conflicts(SqliteTransaction database, IReadOnlyList<StoreCheck> checks)
    {
        using SqliteCommand command = Command("SELECT revision FROM entries WHERE key = $key", ("$key", ""));
        command.Transaction = database;
        List<string> conflicts = [];
        foreach (StoreCheck check in checks)
        {
            command.Parameters[0].Value = check.Key;
            if ((command.ExecuteScalar() as long? ?? 0) != check.Revision)
            {
                conflicts.Add(check.Key);
            }
        }

        return [.. conflicts];
    }

    private void WriteAll(SqliteTransaction database, IReadOnlyList<StoreWrite> writes, long revision)
    {
        using SqliteCommand put = Command(
            "INSERT INTO entries VALUES($key, $value, $revision) ON CONFLICT(key) DO UPDATE SET value = excluded.value, revision = excluded.revision",
            ("$key", ""), ("$value", Array.Empty<byte>()), ("$revision", revision));
        using SqliteCommand delete = Command("DELETE FROM entries WHERE key = $key", ("$key", ""));
        put.Transaction = database;
        delete.Transaction = database;
        foreach (StoreWrite write in writes)
        {
            SqliteCommand command = write.Value is null ? delete : put;
            command.Parameters[0].Value = write.Key;
            if (write.Value is { } value)
            {
                command.Parameters[1].Value = value.ToArray();
            }

            command.ExecuteNonQuery();
        }
    }

    private SqliteCommand Command(string text, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        SqliteCommand command = _connection.CreateCommand();
#pragma warning disable CA2100 // statements are constants of this file; values travel as parameters
        command.CommandText = text;
#pragma warning restore CA2100
        foreach ((string name, object value) in parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }

        return command;
    }

    private static StoreEntry Entry(SqliteDataReader reader) =>
        new(reader.GetString(0), reader.GetFieldValue<byte[]>(1), reader.GetInt64(2));

    private async ValueTask<T> RunAsync<T>(Func<T> work, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            // SQLite is synchronous and a sync of the disk takes its time: not on the caller's thread.
            return await Task.Run(work, CancellationToken.None).ConfigureAwait(false);
        }
        catch (SqliteException error)
        {
            string why = error.SqliteErrorCode == Full ? "the disk is full" : error.Message;
            throw new StoreUnavailableException($"the store '{_path}' could not be read or written: {why}; nothing was changed", error);
        }
        finally
        {
            _turn.Release();
        }
    }
}
