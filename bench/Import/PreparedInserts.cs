using Dapper;
using MalariaPredictor.Backend.Storage;
using Microsoft.Data.Sqlite;

namespace MalariaPredictor.Import;

/// <summary>
/// What the import is compared with: a prepared command with parameters, a row at a time, in one transaction, in the table's order.
/// </summary>
internal static class PreparedInserts
{
    public static async Task RunAsync(Database database, int locations, int weeks)
    {
        await using var connection = (SqliteConnection)await database.OpenAsync();
        await using var transaction = (SqliteTransaction)await connection.BeginTransactionAsync();
        await connection.ExecuteAsync("INSERT INTO source_file VALUES (1, 'x', 'x', 1, 1, 0, '[]')", transaction: transaction);
        await connection.ExecuteAsync(
            "INSERT INTO variable (id, name) VALUES (@id, @name)",
            SyntheticWeeks.Variables.Select((name, id) => new { id, name }),
            transaction
        );
        await connection.ExecuteAsync(
            "INSERT INTO location (id, name) VALUES (@id, @name)",
            Enumerable.Range(0, locations).Select(id => new { id, name = $"District {id:0000}" }),
            transaction
        );
        Insert(connection, transaction, locations, weeks);
        await transaction.CommitAsync();
    }

    private static void Insert(SqliteConnection connection, SqliteTransaction transaction, int locations, int weeks)
    {
        using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = "INSERT INTO observation VALUES (@location, @variable, 1, @period, 1, @value, 1)";
        var location = command.Parameters.Add("@location", SqliteType.Integer);
        var variable = command.Parameters.Add("@variable", SqliteType.Integer);
        var period = command.Parameters.Add("@period", SqliteType.Integer);
        var value = command.Parameters.Add("@value", SqliteType.Real);
        command.Prepare();
        for (var i = 0; i < locations; i++)
        {
            for (var j = 0; j < SyntheticWeeks.Variables.Length; j++)
            {
                for (var week = 0; week < weeks; week++)
                {
                    (location.Value, variable.Value, period.Value) = (i, j, SyntheticWeeks.First.Ordinal + week);
                    value.Value = SyntheticWeeks.Value(i, week, j);
                    command.ExecuteNonQuery();
                }
            }
        }
    }
}
