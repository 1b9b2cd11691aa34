using Microsoft.Playwright;

namespace MalariaPredictor.Browser.Tests;

/// <summary>The browser of this machine: the one that CHROMIUM names, else Chromium, else Google Chrome. None is downloaded.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    private static readonly string[] Installed = ["/usr/bin/chromium", "/usr/bin/google-chrome"];

    private static string Path =>
        Environment.GetEnvironmentVariable("CHROMIUM") is { Length: > 0 } path
            ? path
            : Installed.FirstOrDefault(File.Exists) ?? Installed[0];

    public async ValueTask InitializeAsync()
    {
        if (!File.Exists(Path))
        {
            return;
        }

        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(
            new BrowserTypeLaunchOptions
            {
                ExecutablePath = Path,
                Args =
                [
                    "--no-sandbox",
                    "--disable-gpu",
                    "--disable-quic",
                    "--no-first-run",
                    "--disable-background-networking",
                    "--disable-component-update",
                    "--disable-sync",
                ],
            }
        );
    }

    /// <summary>The browser; a missing one skips the test, except in CI, where it fails it.</summary>
    public IBrowser Required()
    {
        if (_browser is null)
        {
            var reason = $"There is no browser at {Path}: install Chromium or Google Chrome, or name one in CHROMIUM.";
            Assert.SkipUnless(Environment.GetEnvironmentVariable("CI") == "true", reason);
            Assert.Fail(reason);
        }

        return _browser!;
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
    }
}
