using MalariaPredictor.Backend.Storage;
using MalariaPredictor.Backend.Storage.Engines;
using MalariaPredictor.Backend.Tests.Serving;
using MalariaPredictor.Backend.Tests.Storage;
using MalariaPredictor.Backend.Tests.Storage.Faults;

namespace MalariaPredictor.Backend.Tests.Backups;

public sealed class BackupTests
{
    private const string Key = "00112233445566778899aabbccddeeff";

    [Theory, Databases]
    public async Task A_backup_is_proved_by_making_its_newest_forecast_again(Dialect on)
    {
        using var place = await Place.WithForecastAsync(on);
        place.Set("ENCRYPTION_KEY", Key);
        await place.Must("backup");
        (await place.Must("verify-backup")).ShouldContain("made again bit for bit");
    }

    [Theory, Databases]
    public async Task Restored_elsewhere_every_table_holds_what_it_held(Dialect on)
    {
        using var place = await Place.WithForecastAsync(on);
        await place.Must("backup");
        var before = await place.TablesAsync();
        using var empty = await Place.EmptyAsync(on);

        await empty.Must("restore", place.Newest);

        (await empty.TablesAsync()).ShouldBe(before);
    }

    [Theory, Databases]
    public async Task What_is_there_is_replaced_only_when_that_is_said_and_then_wholly(Dialect on)
    {
        Postgres.WithoutTimescaleNeeded();
        using var place = await Place.WithForecastAsync(on);
        await place.Must("backup");
        var before = await place.TablesAsync();
        await place.Import(TinyCountry.Observations(seed: 8));

        (await place.Fails("restore", place.Newest)).ShouldContain("--replace");
        (await place.TablesAsync()).ShouldNotBe(before);
        await place.Must("restore", place.Newest, "--replace");

        (await place.TablesAsync()).ShouldBe(before);
    }

    [Theory, Databases]
    public async Task A_damaged_backup_changes_nothing_and_says_what_is_wrong(Dialect on)
    {
        using var place = await Place.WithForecastAsync(on);
        place.Set("ENCRYPTION_KEY", Key);
        await place.Must("backup");
        var before = await place.TablesAsync();
        var whole = await File.ReadAllBytesAsync(place.Newest, TestContext.Current.CancellationToken);

        async Task<string> Refused(byte[] bytes)
        {
            await File.WriteAllBytesAsync(place.Newest, bytes, TestContext.Current.CancellationToken);
            var said = await place.Fails("verify-backup");
            (await place.Fails("restore", place.Newest, "--replace")).ShouldBe(said);
            (await place.TablesAsync()).ShouldBe(before);
            return said;
        }

        (await Refused(whole[..^9])).ShouldContain("cut short");
        (await Refused([.. whole[..^100], (byte)(whole[^100] ^ 1), .. whole[^99..]])).ShouldContain("damaged in its chunk");
        (await Refused([.. "MALARIA-PREDICTOR-BACKUP-1 {"u8, .. whole])).ShouldContain("damaged in its first line");
        (await Refused(Newer(whole))).ShouldContain("knows schemas up to");
        place.Set("ENCRYPTION_KEY", "another key of thirty-two letters");
        (await Refused(whole)).ShouldContain("another key");
    }

    [Theory, Databases]
    public async Task Where_a_key_is_set_a_backup_without_encryption_is_refused_and_changes_nothing(Dialect on)
    {
        Postgres.WithoutTimescaleNeeded();
        using var place = await Place.WithForecastAsync(on);
        await place.Must("backup");
        await place.Import(TinyCountry.Observations(seed: 8));
        var before = await place.TablesAsync();
        place.Set("ENCRYPTION_KEY", Key);

        foreach (
            var command in (string[][])
                [
                    ["verify-backup"],
                    ["verify-backup", place.Newest],
                    ["restore", place.Newest, "--replace"],
                ]
        )
        {
            var message = await place.Fails(command);
            message.ShouldContain($"{place.Newest} is not encrypted, although ENCRYPTION_KEY is set");
            message.ShouldContain("malaria-predictor backup");
        }

        (await place.TablesAsync()).ShouldBe(before);
        await place.Must("backup");
        await place.Must("verify-backup");
    }

    [Fact]
    public async Task Old_backups_go_and_the_newest_stays_however_old_it_is()
    {
        using var place = await Place.WithForecastAsync(Dialect.Sqlite);
        await place.Must("backup");
        var oldest = place.Newest;
        place.Clock.Advance(TimeSpan.FromDays(20));
        await place.Must("backup");
        place.Clock.Advance(TimeSpan.FromDays(11));

        (await place.Must("backup")).ShouldContain("1 older than the retention deleted");

        File.Exists(oldest).ShouldBeFalse();
        Directory.GetFiles(place.Backups).Length.ShouldBe(2);
    }

    [Theory, Databases]
    public async Task A_database_of_an_older_schema_is_backed_up_and_proved_before_this_build_migrates_it(Dialect on)
    {
        using var place = await Place.EmptyAsync(on);
        await place.Must("migrate", "up");
        await place.Import(TinyCountry.Observations());
        await place.Must("migrate", "down", "--to", "2");

        (await place.Must("backup")).ShouldContain("schema 2");
        (await place.Must("verify-backup")).ShouldContain("it holds no forecast");
        using var none = await Place.EmptyAsync(on);
        (await none.Fails("backup")).ShouldContain("malaria-predictor migrate up");
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_is_named_and_nothing_is_left_in_it()
    {
        using var place = await Place.WithForecastAsync(Dialect.Sqlite);
        var file = Path.Combine(place.Folder, "in-the-way");
        await File.WriteAllTextAsync(file, "", TestContext.Current.CancellationToken);

        (await place.Fails("backup", "--to", Path.Combine(file, "backups"))).ShouldContain("cannot be written");
    }

    [Fact]
    public async Task A_short_key_is_refused_without_being_repeated()
    {
        using var place = await Place.EmptyAsync(Dialect.Sqlite);
        place.Set("ENCRYPTION_KEY", "hunter2");

        (await place.Fails("backup")).ShouldNotContain("hunter2");
    }

    /// <summary>As a later release would have written it.</summary>
    private static byte[] Newer(byte[] whole)
    {
        var end = Array.IndexOf(whole, (byte)'\n');
        var header = System
            .Text.Encoding.UTF8.GetString(whole, 0, end)
            .Replace($"\"schema\":{SchemaRange.Newest}", "\"schema\":999", StringComparison.Ordinal);
        return [.. System.Text.Encoding.UTF8.GetBytes(header), .. whole[end..]];
    }
}
