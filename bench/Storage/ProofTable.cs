using System.Globalization;
using System.Text;
using MalariaPredictor.Backend.Backups;
using MalariaPredictor.Backend.Errors;
using MalariaPredictor.Backend.Forecasts;
using MalariaPredictor.Backend.Models;
using MalariaPredictor.Backend.Storage;
using static System.FormattableString;

namespace MalariaPredictor.Storage;

/// <summary>What a backup costs, how fast it is proved, and what is said of one that is damaged.</summary>
internal static class ProofTable
{
    private const string Secret = "a key of thirty-two letters or so";

    public static async Task PrintAsync(IEnumerable<Store> stores, int observations, string folder)
    {
        Console.WriteLine("| database | observations | backup, s | backup, MB | encrypted | verdict of `verify-backup` | RTO, s |");
        Console.WriteLine("|---|---|---|---|---|---|---|");
        var damages = new StringBuilder();
        foreach (var store in stores)
        {
            var database = await WithForecastAsync(store, observations);
            foreach (var secret in (string?[])[null, Secret])
            {
                var backup = await new BackupMaker(
                    database,
                    new BackupOptions(folder, RetentionDays: 30, secret),
                    TimeProvider.System
                ).MakeAsync(CancellationToken.None);
                var proved = await new BackupProof(database.Url, secret, TimeProvider.System).ProveAsync(
                    backup.File,
                    scratch: null,
                    CancellationToken.None
                );
                Console.WriteLine(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"| {store.Name} | {observations:#,0} | {backup.Took.TotalSeconds:0.0} | {backup.Bytes / 1e6:0.0} | "
                            + $"{(secret is null ? "no" : "yes")} | "
                            + $"{(proved.Reproduced == true ? "newest forecast made again bit for bit" : "no forecast in it")} | "
                            + $"{proved.RecoveryTime.TotalSeconds:0.0} |"
                    )
                );
                if (secret is not null)
                {
                    await DamageAsync(store, database, backup.File, damages);
                }
            }
        }

        Console.WriteLine();
        Console.WriteLine("| database | damage | what `verify-backup` says |");
        Console.WriteLine("|---|---|---|");
        Console.Write(damages);
    }

    private static async Task<Database> WithForecastAsync(Store store, int observations)
    {
        var database = await store.FreshAsync();
        await SyntheticRows.AppendAsync(database, SyntheticRows.Batch(observations));
        var known = await KnownHistory.ReadAsync(database, CancellationToken.None);
        var scores = Training.Evaluate(
            known.Panel,
            await new LocationParents(database).HierarchyAsync(CancellationToken.None),
            CancellationToken.None
        );
        await new ModelVersions(database, TimeProvider.System).PromoteAsync(
            Training.Draft(known.Panel, scores),
            known.Seen,
            CancellationToken.None
        );
        await new ForecastIssue(database, TimeProvider.System).RunAsync(CancellationToken.None);
        return database;
    }

    private static async Task DamageAsync(Store store, Database database, string file, StringBuilder table)
    {
        var whole = await File.ReadAllBytesAsync(file);
        var end = Array.IndexOf(whole, (byte)'\n');
        var header = Encoding.UTF8.GetString(whole, 0, end);
        (string Damage, byte[] Bytes, string Secret)[] damages =
        [
            ("cut short by nine bytes", whole[..^9], Secret),
            (
                "one bit turned, in its middle",
                [.. whole[..(whole.Length / 2)], (byte)(whole[whole.Length / 2] ^ 1), .. whole[((whole.Length / 2) + 1)..]],
                Secret
            ),
            ("another key", whole, "another key of thirty-two letters"),
            (
                "of a later schema",
                [
                    .. Encoding.UTF8.GetBytes(
                        header.Replace($"\"schema\":{SchemaRange.Newest}", "\"schema\":999", StringComparison.Ordinal)
                    ),
                    .. whole[end..],
                ],
                Secret
            ),
        ];
        foreach (var (damage, bytes, secret) in damages)
        {
            await File.WriteAllBytesAsync(file, bytes);
            table.AppendLine(Invariant($"| {store.Name} | {damage} | {await SaidAsync(database, file, secret)} |"));
        }
    }

    private static async Task<string> SaidAsync(Database database, string file, string secret)
    {
        try
        {
            await new BackupProof(database.Url, secret, TimeProvider.System).ProveAsync(file, scratch: null, CancellationToken.None);
            return "nothing: it was taken for sound";
        }
        catch (UserFacingException refused)
        {
            return refused.Message.Replace(file, "FILE", StringComparison.Ordinal).ReplaceLineEndings(" ");
        }
    }
}
