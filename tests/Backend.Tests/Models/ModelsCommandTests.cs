using System.Text.Json;
using Dapper;
using MalariaPredictor.Backend.Models;
using MalariaPredictor.Backend.Storage.Engines;
using MalariaPredictor.Backend.Tests.Commands;
using MalariaPredictor.Backend.Tests.Storage;

namespace MalariaPredictor.Backend.Tests.Models;

public sealed class ModelsCommandTests
{
    [Theory, Databases]
    public async Task Each_registered_model_is_hashed_again_and_compared_with_its_digest(Dialect on)
    {
        using var scratch = await Scratch.MigratedAsync(on);
        var registry = new ModelVersions(scratch.Database, scratch.Clock);
        await registry.PromoteAsync(
            new ModelDraft("srp", "{}", new string('a', 64), "{}"),
            scratch.Clock.GetUtcNow(),
            TestContext.Current.CancellationToken
        );
        var (champion, _) = await registry.PromoteAsync(
            new ModelDraft("ensemble", "{}", new string('b', 64), "{}"),
            scratch.Clock.GetUtcNow().AddDays(1),
            TestContext.Current.CancellationToken
        );
        await using (var connection = await scratch.Database.OpenAsync(TestContext.Current.CancellationToken))
        {
            await connection.ExecuteAsync("UPDATE model_version SET settings = '{\"changed\":true}' WHERE version = 1");
        }

        var (code, output, error) = await Cli.RunAsync(scratch, "models", "--json");

        (code, error).ShouldBe((0, ""));
        using var document = JsonDocument.Parse(output);
        document
            .RootElement.EnumerateArray()
            .Select(model =>
                (
                    model.GetProperty("version").GetInt32(),
                    model.GetProperty("champion").GetBoolean(),
                    model.GetProperty("whole").GetBoolean()
                )
            )
            .ShouldBe([(2, true, true), (1, false, false)]);
        document.RootElement[0].GetProperty("digest").GetString().ShouldBe(champion.Digest);
    }
}
