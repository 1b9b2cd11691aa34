using MalariaPredictor.Pipeline.Storage;
using MalariaPredictor.Pipeline.Targets.Process.Slots;
using MalariaPredictor.Pipeline.Tests.Harness;

namespace MalariaPredictor.Pipeline.Tests.Storage;

/// <summary>Settings of the sources of data that a service on one machine has still when it is started again from another shell.</summary>
public sealed class KeptSettingsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly KeptSettings _settings;

    public KeptSettingsTests() => _settings = new KeptSettings(new StateDirectory(_folder.Path));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_sources_and_their_keys_are_kept_for_whoever_starts_the_service_again()
    {
        var given = new Dictionary<string, string>
        {
            ["SOURCES"] = "dhis2:\n  url: https://dhis2.test\n",
            ["DHIS2_URL"] = "https://dhis2.test",
            ["DHIS2_USERNAME"] = "reader",
            ["DHIS2_PASSWORD"] = "secret",
            ["ERA5_API_URL"] = "https://cds.test/api",
            ["ERA5_API_KEY"] = "key",
            ["SOURCES_DIR"] = "/var/tmp/sources",
        };

        Give(given);
        Give([]);

        _settings.Read().ShouldBe(given, ignoreOrder: true);
    }

    [Fact]
    public void A_file_replaces_the_text_and_is_found_from_anywhere()
    {
        Give(new() { ["SOURCES"] = "era5: {}", ["DHIS2_TOKEN"] = "secret" });

        Give(new() { ["SOURCES_FILE"] = "sources.yaml", ["DHIS2_TOKEN_FILE"] = "/run/secrets/dhis2" });

        _settings
            .Read()
            .ShouldBe(
                new Dictionary<string, string>
                {
                    ["SOURCES_FILE"] = Path.GetFullPath("sources.yaml"),
                    ["DHIS2_TOKEN_FILE"] = "/run/secrets/dhis2",
                },
                ignoreOrder: true
            );
        Give(new() { ["SOURCES_FILE"] = "", ["DHIS2_TOKEN"] = "" });
        _settings.Read().ShouldBeEmpty();
    }

    private void Give(Dictionary<string, string> environment) => _settings.Remember(environment.GetValueOrDefault);
}
