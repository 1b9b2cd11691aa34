using System.Net;
using System.Text;
using System.Text.Json;
using System.Xml;
using System.Xml.Linq;
using MalariaPredictor.Backend.Errors;

namespace MalariaPredictor.Backend.Sources.Connectors;

/// <summary>What a service's answer is told as: short, on one line, without keys.</summary>
internal static class HttpWords
{
    private const int ShownLetters = 300;

    private static readonly string[] Telling = ["title", "detail", "message", "error", "description"];

    /// <summary>Without the query, which may hold a key.</summary>
    public static string Shown(Uri? address) => address?.GetLeftPart(UriPartial.Path) ?? "the service";

    public static string Reason(Exception broken) => (broken.InnerException?.Message ?? broken.Message).ReplaceLineEndings(" ");

    /// <summary>The service's own words, from its JSON or exception report where it answers in one.</summary>
    public static string Of(byte[] bytes)
    {
        try
        {
            using var json = JsonDocument.Parse(bytes);
            string[] said =
            [
                .. Telling
                    .Where(name => json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty(name, out _))
                    .Select(name => json.RootElement.GetProperty(name))
                    .Where(value => value.ValueKind == JsonValueKind.String)
                    .Select(value => value.GetString()!)
                    .Distinct(StringComparer.Ordinal),
            ];
            return Short(said.Length > 0 ? string.Join(": ", said) : json.RootElement.GetRawText());
        }
        catch (JsonException)
        {
            return Exception(bytes) ?? Short(Encoding.UTF8.GetString(bytes));
        }
    }

    /// <summary>
    /// What an exception report of a web service of the OGC says (<c>ows:ExceptionReport</c>, <c>ServiceExceptionReport</c>); null where
    /// the bytes are none.
    /// </summary>
    public static string? Exception(byte[] bytes)
    {
        if (bytes.AsSpan().TrimStart("\uFEFF \r\n\t"u8) is not [(byte)'<', ..])
        {
            return null;
        }

        try
        {
            if (Xml(bytes).Root is not { Name.LocalName: "ExceptionReport" or "ServiceExceptionReport" } report)
            {
                return null;
            }

            string[] said =
            [
                .. report
                    .Descendants()
                    .Where(element => element.Name.LocalName is "ExceptionText" or "ServiceException")
                    .Select(element => element.Value)
                    .Concat(
                        report
                            .Descendants()
                            .Where(element => element.Name.LocalName == "Exception")
                            .SelectMany(element => element.Attributes())
                            .Where(attribute => attribute.Name.LocalName is "exceptionCode" or "locator")
                            .Select(attribute => attribute.Value)
                    )
                    .Where(text => !string.IsNullOrWhiteSpace(text)),
            ];
            return Short(said.Length > 0 ? string.Join(": ", said) : "an exception without a text");
        }
        catch (XmlException)
        {
            return null;
        }
    }

    /// <summary>XML from a service, which may neither define entities nor name other documents.</summary>
    /// <exception cref="XmlException">It is not well-formed, or has a document type.</exception>
    public static XDocument Xml(byte[] bytes)
    {
        using var reader = XmlReader.Create(
            new MemoryStream(bytes, writable: false),
            new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null }
        );
        return XDocument.Load(reader);
    }

    /// <summary>What to do about a status that has no meaning of its own at this service.</summary>
    /// <param name="response">With the status.</param>
    /// <param name="wait">How long the service asks to wait.</param>
    public static string Remedy(HttpResponseMessage response, TimeSpan? wait) =>
        response.StatusCode switch
        {
            HttpStatusCode.Unauthorized => "Check the key: it is missing, mistyped or expired.",
            HttpStatusCode.Forbidden => "The key is known but may not read this: ask the service's administrator for the right.",
            HttpStatusCode.NotFound => "Check the address and the identifiers in the sources file.",
            HttpStatusCode.TooManyRequests when wait is { } asked =>
                $"The service asks to wait {asked.TotalMinutes:0.#} minutes; the next run goes on from there.",
            HttpStatusCode.TooManyRequests => "The service limits requests; the next run goes on from there.",
            >= HttpStatusCode.InternalServerError => "The service is in trouble; the next run goes on from there.",
            _ => "Check the settings of this source in the sources file.",
        };

    /// <summary>The failure of an answer that should be JSON.</summary>
    public static UserFacingException NotJson(string source, Uri? address, byte[] bytes, JsonException broken)
    {
        var text = Of(bytes);
        return new UserFacingException(
            $"{source}: {Shown(address)} answered with {(text.StartsWith('<') ? "a web page" : "something")} that is not JSON: {text}",
            "Check the address in the sources file, and whether a login page or a proxy answers in place of the service.",
            broken
        );
    }

    private static string Short(string text)
    {
        var line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length > ShownLetters ? line[..ShownLetters] + "…" : line;
    }
}
