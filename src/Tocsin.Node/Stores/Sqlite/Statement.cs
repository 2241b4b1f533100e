using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;
using static SQLitePCL.raw;

namespace Tocsin.Node.Stores.Sqlite;

/// <summary>A statement prepared once and run many times, its values bound in their order without boxes or names: several times
/// faster than a command, for what is done for every record.</summary>
/// <remarks>Not safe for several threads; it must end before its connection does. Numbers, some thirty for every record, are bound past the library's handle,
/// which would be counted up and down for each.</remarks>
sealed partial class Statement : IDisposable
{
    const string Library = "e_sqlite3";

    readonly sqlite3 database;
    readonly sqlite3_stmt statement;
    nint address;
    int bound;

    public Statement(SqliteConnection connection, string sql)
    {
        database = connection.Handle!;
        Check(sqlite3_prepare_v2(database, sql, out statement));
        address = statement.DangerousGetHandle();
    }

    /// <summary>Forgets the values of the last run, and what it had found.</summary>
    public Statement Begin()
    {
        sqlite3_reset(statement);   // It repeats the last run's fault, which was told then.
        bound = 0;
        return this;
    }

    public Statement Bind(long? number)
    {
        Check(number is { } value ? BindInt64(address, ++bound, value) : BindNull(address, ++bound));
        return this;
    }

    public Statement Bind(double? number)
    {
        Check(number is { } value ? BindDouble(address, ++bound, value) : BindNull(address, ++bound));
        return this;
    }

    public Statement Bind(ReadOnlySpan<byte> blob)
    {
        Check(sqlite3_bind_blob(statement, ++bound, blob));
        return this;
    }

    public Statement Bind(string? text)
    {
        if (text is null)
        {
            Check(BindNull(address, ++bound));
            return this;
        }
        var rented = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(text.Length));
        Check(sqlite3_bind_text(statement, ++bound, rented.AsSpan(0, Encoding.UTF8.GetBytes(text, rented))));
        ArrayPool<byte>.Shared.Return(rented);
        return this;
    }

    /// <summary>Runs it, and returns how many rows it changed.</summary>
    public int Run()
    {
        Check(sqlite3_step(statement));
        return sqlite3_changes(database);
    }

    /// <summary>Runs it, and returns the number of the row that it put in: for less than RETURNING, which makes a table of its own for that.</summary>
    public long Insert()
    {
        Check(sqlite3_step(statement));
        return sqlite3_last_insert_rowid(database);
    }

    /// <summary>Runs it to its next row; false where there is none.</summary>
    public bool Next()
    {
        var answer = sqlite3_step(statement);
        Check(answer);
        return answer == SQLITE_ROW;
    }

    public long Number(int column) => sqlite3_column_int64(statement, column);

    public string Text(int column) => sqlite3_column_text(statement, column).utf8_to_string();

    public bool IsNull(int column) => sqlite3_column_type(statement, column) == SQLITE_NULL;

    /// <summary>Valid until the statement moves on.</summary>
    public ReadOnlySpan<byte> Blob(int column) => sqlite3_column_blob(statement, column);

    void Check(int answer)
    {
        if (answer is not (SQLITE_OK or SQLITE_ROW or SQLITE_DONE)) SqliteException.ThrowExceptionForRC(answer, database);
    }

    [LibraryImport(Library, EntryPoint = "sqlite3_bind_int64")]
    private static partial int BindInt64(nint statement, int index, long value);

    [LibraryImport(Library, EntryPoint = "sqlite3_bind_double")]
    private static partial int BindDouble(nint statement, int index, double value);

    [LibraryImport(Library, EntryPoint = "sqlite3_bind_null")]
    private static partial int BindNull(nint statement, int index);

    /// <summary>SQLite refuses whatever is bound to nothing.</summary>
    public void Dispose()
    {
        address = 0;
        statement.Dispose();
    }
}
