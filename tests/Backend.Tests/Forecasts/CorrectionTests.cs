using MalariaPredictor.Backend.Tests.Serving;

namespace MalariaPredictor.Backend.Tests.Forecasts;

/// <summary>What is served was made from what is known now; what was made from wrong data stays in the archive, marked.</summary>
public sealed class CorrectionTests
{
    [Fact]
    public async Task After_a_mistake_is_put_right_the_forecasts_of_the_right_data_are_served_again()
    {
        using var database = await TestDatabase.Forecast();
        await using var app = await ServedApp.Start(database);
        var right = await app.Text("/api/v1/forecasts/Akoro");

        await database.Import(TinyCountry.Observations(factor: 3));
        await app.Look();
        (await Superseded(app)).ShouldBeTrue();
        (await app.Text("/")).ShouldContain("The data have changed.");
        (await database.Must("forecast")).ShouldStartWith("Stored forecasts");
        await app.Look();
        (await Superseded(app)).ShouldBeFalse();
        (await app.Text("/api/v1/forecasts/Akoro")).ShouldNotBe(right);

        await database.Import(TinyCountry.Observations());
        (await database.Must("forecast")).ShouldStartWith("Already stored");
        await app.Look();

        (await app.Text("/api/v1/forecasts/Akoro")).ShouldBe(right);
        (await Superseded(app)).ShouldBeFalse();
        (await app.Text("/")).ShouldNotContain("The data have changed.");
    }

    [Fact]
    public async Task Forecasts_from_a_month_that_was_withdrawn_leave_service_and_stay_in_the_archive()
    {
        using var database = new TestDatabase();
        await database.Must("migrate", "up");
        await database.Import(TinyCountry.Observations(months: 59));
        await database.Must("train");
        await database.Must("forecast");
        await using var app = await ServedApp.Start(database);
        var right = await app.Text("/api/v1/forecasts/Akoro");

        await database.Import(TinyCountry.Observations(months: 60));
        await database.Must("forecast");
        await app.Look();
        (await app.Json("/api/v1/forecasts/Akoro")).GetProperty("origin").GetString().ShouldBe("2023-12");

        await database.Import(TinyCountry.Observations(months: 60, reported: 59));
        await database.Must("forecast");
        await app.Look();

        (await app.Text("/api/v1/forecasts/Akoro")).ShouldBe(right);
        (await Superseded(app)).ShouldBeFalse();
        (await app.Json("/api/v1/forecasts/Akoro?origin=2023-12")).GetProperty("superseded").GetBoolean().ShouldBeTrue();
    }

    private static async Task<bool> Superseded(ServedApp app)
    {
        var served = (await app.Json("/api/v1/forecasts")).GetProperty("superseded").GetBoolean();
        var status = (await app.Json("/api/v1/status")).GetProperty("forecasts");
        status.GetProperty("superseded").GetBoolean().ShouldBe(served);
        return served;
    }
}
