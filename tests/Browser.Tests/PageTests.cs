namespace MalariaPredictor.Browser.Tests;

public sealed class PageTests(Chromium chromium, Site site) : IClassFixture<Chromium>, IClassFixture<Site>
{
    private const int Phone = 360;

    [Theory]
    [InlineData("/", "overview")]
    [InlineData("/?sort=change", "overview-by-change")]
    [InlineData("location", "location")]
    public async Task A_page_works_without_script_asks_nobody_else_and_complains_of_nothing(string path, string name)
    {
        await using var visit = await Visit.To(chromium.Required(), await Address(path));

        (await visit.Page.Locator("h1").CountAsync()).ShouldBe(1);
        (await visit.Page.Locator("svg path").CountAsync()).ShouldBeGreaterThan(10);
        visit.Requests.ShouldAllBe(url =>
            url.StartsWith(site.Address.ToString(), StringComparison.Ordinal) || url.StartsWith("data:", StringComparison.Ordinal)
        );
        visit.Complaints.ShouldBeEmpty();
        await visit.Picture(name);
    }

    [Fact]
    public async Task Simulated_data_are_labeled_where_the_eye_falls_first()
    {
        await using var visit = await Visit.To(chromium.Required(), site.Address);

        var banner = await visit.Page.Locator(".simulated").BoundingBoxAsync();
        banner.ShouldNotBeNull().Y.ShouldBeLessThan(100);
        (await visit.Page.Locator(".simulated").InnerTextAsync()).ShouldStartWith("SIMULATED");
    }

    [Fact]
    public async Task A_district_on_the_map_leads_to_its_page()
    {
        await using var visit = await Visit.To(chromium.Required(), site.Address);
        var district = visit.Page.Locator(".map svg a").First;
        var title = await district.Locator("title").TextContentAsync();

        await district.Locator("path").ClickAsync();

        (await visit.Page.Locator("h1").InnerTextAsync()).ShouldBe(title!.Split(':')[0]);
        (await visit.Page.Locator("polygon.b80").CountAsync()).ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task The_table_leads_to_the_same_pages_by_keyboard()
    {
        await using var visit = await Visit.To(chromium.Required(), site.Address);
        var link = visit.Page.Locator("tbody th a[href*='locations/']").First;
        var name = await link.InnerTextAsync();

        await link.PressAsync("Enter");
        await visit.Page.WaitForURLAsync("**/locations/**", new() { WaitUntil = Microsoft.Playwright.WaitUntilState.Commit });

        (await visit.Page.Locator("h1").InnerTextAsync()).ShouldBe(name);
    }

    [Theory]
    [InlineData("/", "phone-overview")]
    [InlineData("location", "phone-location")]
    public async Task A_phone_need_not_scroll_sideways_and_can_read_the_charts(string path, string name)
    {
        await using var visit = await Visit.To(chromium.Required(), await Address(path), Phone, 740, script: true);

        (await visit.Page.EvaluateAsync<int>("document.documentElement.scrollWidth")).ShouldBeLessThanOrEqualTo(Phone);
        foreach (var text in await visit.Page.Locator(".fan svg text").AllAsync())
        {
            (await text.BoundingBoxAsync()).ShouldNotBeNull().Height.ShouldBeGreaterThan(9);
        }

        await visit.Picture(name);
    }

    [Fact]
    public async Task The_documentation_renders_from_this_server_alone()
    {
        await using var visit = await Visit.To(chromium.Required(), new Uri(site.Address, "/docs/"), script: true);

        await visit.Page.GetByRole(Microsoft.Playwright.AriaRole.Heading, new() { Name = "Malaria Predictor" }).First.WaitForAsync();
        visit.Requests.ShouldAllBe(url =>
            url.StartsWith(site.Address.ToString(), StringComparison.Ordinal)
            || url.StartsWith("data:", StringComparison.Ordinal)
            || url.StartsWith("blob:", StringComparison.Ordinal)
        );
        await visit.Picture("docs");
    }

    private async Task<Uri> Address(string path)
    {
        if (path != "location")
        {
            return new Uri(site.Address, path);
        }

        await using var visit = await Visit.To(chromium.Required(), site.Address);
        return new Uri(site.Address, await visit.Page.Locator("tbody th a[href*='locations/']").First.GetAttributeAsync("href"));
    }
}
