using System.Runtime.InteropServices;
using MalariaPredictor.Backend.Backups;
using MalariaPredictor.Backend.Errors;
using MalariaPredictor.Backend.Files;
using MalariaPredictor.Backend.Storage.Engines;
using MalariaPredictor.Backend.Tests.Serving;

namespace MalariaPredictor.Backend.Tests.Backups;

public sealed partial class PrivateFileTests
{
    private const UnixFileMode OwnersFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnersFolder = OwnersFile | UnixFileMode.UserExecute;

    [Theory]
    [InlineData(0)]
    [InlineData(0x12)] // 0022 in octal
    public async Task Database_log_backups_and_models_are_their_owners_alone_whatever_the_umask(int umask)
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no umask.");
            return;
        }

        var before = Umask(umask);
        try
        {
            using var place = await Place.EmptyAsync(Dialect.Sqlite);
            var (data, models) = (Path.Combine(place.Folder, "data", "deep"), Path.Combine(place.Folder, "models"));
            place.Set("DATABASE_URL", $"sqlite://{Path.Combine(data, "test.db")}");
            place.Set("BACKUP_DIR", Path.Combine(data, "backups"));
            await place.Must("migrate", "up");
            await place.Import(TinyCountry.Observations());
            await place.Must("backup");
            place.Set("DATABASE_URL", $"sqlite://{Path.Combine(data, "restored", "test.db")}");
            await place.Must("restore", Directory.GetFiles(Path.Combine(data, "backups")).Single());
            Directory.CreateDirectory(models);
            await place.Must("chap", "train", Path.Combine(place.Folder, "observations.csv"), Path.Combine(models, "model"));

            foreach (var file in Directory.GetFiles(data, "*", SearchOption.AllDirectories).Append(Path.Combine(models, "model")))
            {
                File.GetUnixFileMode(file).ShouldBe(OwnersFile, file);
            }

            foreach (var folder in Directory.GetDirectories(data, "*", SearchOption.AllDirectories).Append(data))
            {
                File.GetUnixFileMode(folder).ShouldBe(OwnersFolder, folder);
            }
        }
        finally
        {
            _ = Umask(before);
        }
    }

    [Fact]
    public async Task Of_many_that_give_one_name_at_once_exactly_one_succeeds_and_its_file_stays()
    {
        foreach (var give in (Func<string, string, bool>[])[ExclusiveName.TryGive, ExclusiveName.TryWithoutLinks])
        {
            var folder = Directory.CreateTempSubdirectory("malaria-name-").FullName;
            for (var round = 0; round < Proof.Rounds(slice: 50, whole: 5000); round++)
            {
                var name = Path.Combine(folder, $"name-{round}");
                using var together = new Barrier(4);
                var won = await Task.WhenAll(
                    Enumerable
                        .Range(0, 4)
                        .Select(writer =>
                            Task.Factory.StartNew(
                                () =>
                                {
                                    var mine = $"{name}.{writer}";
                                    File.WriteAllText(mine, $"{writer}");
                                    together.SignalAndWait();
                                    return give(mine, name) ? writer : -1;
                                },
                                CancellationToken.None,
                                TaskCreationOptions.LongRunning,
                                TaskScheduler.Default
                            )
                        )
                );
                won.Count(writer => writer >= 0).ShouldBe(1);
                (await File.ReadAllTextAsync(name, TestContext.Current.CancellationToken)).ShouldBe($"{won.Max()}");
            }

            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_second_backup_of_the_same_moment_is_refused_and_the_first_stays()
    {
        using var scratch = await Scratch.MigratedAsync();
        var folder = Path.Combine(scratch.Folder, "backups");
        var maker = new BackupMaker(scratch.Database, new BackupOptions(folder, 30, null), scratch.Clock);
        var first = await maker.MakeAsync(TestContext.Current.CancellationToken);
        var bytes = await File.ReadAllBytesAsync(first.File, TestContext.Current.CancellationToken);

        var refused = await Should.ThrowAsync<UserFacingException>(() => maker.MakeAsync(TestContext.Current.CancellationToken));

        refused.Message.ShouldContain($"There is a backup {first.File} already");
        (await File.ReadAllBytesAsync(first.File, TestContext.Current.CancellationToken)).ShouldBe(bytes);
        Directory.GetFiles(folder).ShouldBe([first.File]);
    }

    [LibraryImport("libc", EntryPoint = "umask")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Umask(int mask);
}
