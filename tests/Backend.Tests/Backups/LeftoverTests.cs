using MalariaPredictor.Backend.Backups;
using MalariaPredictor.Backend.Backups.Dumps;
using MalariaPredictor.Backend.Files;
using MalariaPredictor.Backend.Hosting;
using MalariaPredictor.Backend.Storage.Engines;

namespace MalariaPredictor.Backend.Tests.Backups;

/// <summary>
/// A killed process leaves its files and loses its locks; here a file whose mark nobody holds. A living one is this process itself.
/// </summary>
public sealed class LeftoverTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("backup")]
    [InlineData("serve")]
    public async Task What_a_killed_process_left_is_deleted_at_the_next_start_and_a_living_process_keeps_its_own(string start)
    {
        using var place = await Place.WithForecastAsync(Dialect.Sqlite);
        await place.Must("backup");
        string[] dead =
        [
            place.DatabaseFile + ".backing-up-dead",
            place.DatabaseFile + ".backing-up-dead-journal",
            place.DatabaseFile + ".restoring-dead",
            place.Newest + ".dead.unfinished",
        ];
        string[] living = [place.DatabaseFile + ".backing-up-alive", place.DatabaseFile + ".restoring-alive", place.Newest + ".unfinished"];
        foreach (var file in (string[])[.. dead, .. living])
        {
            File.Copy(place.DatabaseFile, file);
        }

        foreach (var file in dead.Where(file => !file.EndsWith("-journal", StringComparison.Ordinal)))
        {
            await File.WriteAllTextAsync(file + LifeMark.Suffix, "", Stop);
        }

        var marks = living.Select(LifeMark.Hold).ToList();
        if (start == "backup")
        {
            await place.Must("backup");
        }
        else
        {
            Leftovers.Delete(new HostContext(place.Variable, place.Clock));
        }

        dead.Where(File.Exists).ShouldBeEmpty();
        dead.Where(file => File.Exists(file + LifeMark.Suffix)).ShouldBeEmpty();
        living.Where(File.Exists).ShouldBe(living);
        marks.ForEach(mark => mark.Dispose());
    }

    [Fact]
    public async Task A_copy_without_a_mark_as_an_older_release_made_it_is_deleted_a_day_later()
    {
        using var place = await Place.WithForecastAsync(Dialect.Sqlite);
        await place.Must("backup");
        string[] young = [place.DatabaseFile + ".backing-up-young", place.Newest + ".unfinished"];
        string[] old = [place.DatabaseFile + ".backing-up-old", place.Newest + ".old.unfinished"];
        foreach (var file in (string[])[.. young, .. old])
        {
            File.Copy(place.DatabaseFile, file);
        }

        foreach (var file in old)
        {
            File.SetLastWriteTimeUtc(file, File.GetLastWriteTimeUtc(file).AddHours(-25));
        }

        await place.Must("backup");

        old.Where(File.Exists).ShouldBeEmpty();
        young.Where(File.Exists).ShouldBe(young, "another may be writing it");
    }

    [Fact]
    public void The_folder_of_a_killed_trial_is_deleted_and_that_of_a_living_one_stays()
    {
        var dead = Directory.CreateTempSubdirectory("malaria-verify-").FullName;
        File.WriteAllText(dead + LifeMark.Suffix, "");
        var living = Directory.CreateTempSubdirectory("malaria-verify-").FullName;
        using (LifeMark.Hold(living))
        {
            TrialFolder.DeleteAbandoned();

            Directory.Exists(dead).ShouldBeFalse();
            File.Exists(dead + LifeMark.Suffix).ShouldBeFalse();
            Directory.Exists(living).ShouldBeTrue();
            Directory.Delete(living);
        }
    }
}
