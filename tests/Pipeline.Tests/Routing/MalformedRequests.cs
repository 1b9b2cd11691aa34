using System.Globalization;
using System.Text;

namespace MalariaPredictor.Pipeline.Tests.Routing;

/// <summary>What a hostile or broken client sends.</summary>
/// <param name="Kind">What is wrong with it.</param>
/// <param name="Bytes">All that is sent.</param>
/// <param name="CutOff">The connection is ended after them; else it stays open and silent.</param>
/// <param name="Pieces">In how many pieces it is sent, with a pause between them.</param>
internal sealed record Malformed(string Kind, byte[] Bytes, bool CutOff, int Pieces);

/// <summary>Malformed requests without end, each by its number alone, so that one that does harm can be sent again.</summary>
internal sealed class MalformedRequests(int seed)
{
    private const string Preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

    /// <summary>Each has once been answered 500 or 502, or been counted against a release.</summary>
    private static readonly string[] Known =
    [
        "GET /work HTTP/1.1\r\nHost: xn--\r\n\r\n",
        "GET /work HTTP/1.1\r\nHost: " + new string('a', 300) + "\r\n\r\n",
        "CONNECT a:80 HTTP/1.1\r\nHost: a:80\r\n\r\n",
        "POST /upload HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFF\r\nabc\r\n",
        "POST /upload HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
        "POST /upload HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nabc",
        "POST /limited HTTP/1.1\r\nHost: a\r\nContent-Length: 50000000\r\n\r\n",
        "GET /headers?a=%00%zz HTTP/1.1\r\nHost: [::1]:80\r\nX-Name: \u00e9\u0001\r\n\r\n",
        "GET http://elsewhere/work HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
        "OPTIONS * HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n\r\n",
    ];

    private static readonly (string Name, Func<Random, string> Make)[] Kinds =
    [
        ("method", random => $"{Method(random)} /work HTTP/1.1\r\nHost: a\r\n\r\n"),
        ("target", random => $"GET {Target(random)} HTTP/1.1\r\nHost: a\r\n\r\n"),
        (
            "version",
            random => $"GET /work {OneOf(random, "HTTP/1.2", "HTTP/2.0", "http/1.1", "HTTP/1.1 x", "HTP/1.1", "")}\r\nHost: a\r\n\r\n"
        ),
        ("header", random => $"GET /work HTTP/1.1\r\nHost: a\r\n{Header(random)}\r\n\r\n"),
        ("host", random => $"GET /work HTTP/1.1\r\n{Host(random)}\r\n"),
        ("length", random => $"POST /upload HTTP/1.1\r\nHost: a\r\n{Length(random)}\r\n\r\nabc"),
        ("chunk", random => $"POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n{Chunk(random)}\r\n0\r\n\r\n"),
        ("lone CR", random => LoneBreaks("GET /work HTTP/1.1\r\nHost: a\r\nX: y\r\n\r\n", random)),
        ("huge header", random => $"GET /work HTTP/1.1\r\nHost: a\r\nX-Long: {new string('a', random.Next(8_000, 80_000))}\r\n\r\n"),
        (
            "many headers",
            random => $"GET /work HTTP/1.1\r\nHost: a\r\n{string.Concat(Enumerable.Repeat("X: y\r\n", random.Next(50, 400)))}\r\n"
        ),
        ("pipelining", random => string.Concat(Enumerable.Range(0, random.Next(2, 12)).Select(_ => Pipelined(random)))),
        ("HTTP/2", random => Preface + Noise(random, random.Next(0, 60))),
        (
            "upgrade",
            random =>
                "GET /work HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAMAAABk\r\n"
                + $"Upgrade: {OneOf(random, "h2c", "websocket", "TLS/1.0")}\r\n\r\n"
        ),
        ("noise", random => Noise(random, random.Next(1, 200))),
        ("TLS", random => "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003" + Noise(random, 200)),
        ("cut short", random => Known[4][..random.Next(1, Known[4].Length)]),
        ("known", random => OneOf(random, Known)),
        ("changed bytes", Changed),
    ];

    public Malformed this[int number]
    {
        get
        {
            var random = new Random(unchecked((seed * 1_000_003) + number));
            var (kind, make) = Kinds[number % Kinds.Length];
            var slow = random.Next(8) == 0;
            return new Malformed(kind, Encoding.Latin1.GetBytes(make(random)), random.Next(3) == 0, slow ? random.Next(2, 20) : 1);
        }
    }

    private static string OneOf(Random random, params string[] some) => some[random.Next(some.Length)];

    private static string Noise(Random random, int length) =>
        string.Concat(Enumerable.Range(0, length).Select(_ => (char)random.Next(256)));

    private static string Method(Random random) =>
        OneOf(
            random,
            "",
            "get",
            "GE T",
            "G\u0000T",
            "(GET)",
            "TRACE",
            "PRI",
            "M" + Noise(random, 3),
            new string('A', random.Next(1, 9_000))
        );

    private static string Target(Random random) =>
        OneOf(
            random,
            "",
            "*",
            "work",
            "//",
            "/../../etc/passwd",
            "/%",
            "/%zz%00",
            "/work#part",
            "http://",
            "http://[::1",
            "http://a\u00e9/work",
            "/" + new string('a', random.Next(1, 12_000)),
            "/work?" + Noise(random, 20).Replace(' ', '+')
        );

    private static string Header(Random random) =>
        OneOf(
            random,
            "no colon",
            ": no name",
            " folded: line",
            "X : space",
            "X: a\r\n b",
            "X: \u0000",
            "X(): y",
            "Connection: " + Noise(random, 5),
            "Transfer-Encoding: gzip",
            "Expect: 200-maybe",
            "Cookie: " + new string(';', random.Next(1, 3_000)),
            "X-Forwarded-For: " + Noise(random, 30),
            "Proxy-Connection: keep-alive",
            "TE: trailers, \u00ff"
        );

    private static string Host(Random random) =>
        OneOf(
            random,
            "",
            "Host:\r\n",
            "Host: a\r\nHost: b\r\n",
            "Host: a b\r\n",
            "Host: [::1\r\n",
            "Host: a:99999\r\n",
            "Host: xn--\r\n",
            "Host: a..b\r\n"
        );

    private static string Length(Random random) =>
        OneOf(
            random,
            "Content-Length: -1",
            "Content-Length: 3\r\nContent-Length: 4",
            "Content-Length: 3, 4",
            "Content-Length: 99999999999999999999",
            "Content-Length: 0x3",
            "Content-Length: " + random.Next(4, 1_000).ToString(CultureInfo.InvariantCulture),
            "Content-Length: 3\r\nTransfer-Encoding: chunked",
            "Transfer-Encoding: chunked, identity",
            "Transfer-Encoding: xchunked"
        );

    private static string Chunk(Random random) =>
        OneOf(
            random,
            "zz\r\nabc",
            "-1\r\nabc",
            " 3\r\nabc",
            "3 \r\nabc",
            "3\r\nabcd",
            "3\nabc",
            "\r\nabc",
            "FFFFFFFFFFFFFFFF\r\nabc",
            "100000000\r\nabc",
            "3;" + new string('x', random.Next(1, 20_000)) + "\r\nabc",
            "3\r\nabc\r\n0\r\nTrailer" + Noise(random, 10)
        );

    private static string LoneBreaks(string request, Random random) =>
        string.Concat(
            request.Split("\r\n").Select((line, at) => at == 0 ? line : OneOf(random, "\r", "\n", "\r\r\n", "\n\r", "\r\n") + line)
        );

    private static string Pipelined(Random random) =>
        random.Next(4) == 0 ? Changed(random) : OneOf(random, "GET /work HTTP/1.1\r\nHost: a\r\n\r\n", Known[4]);

    /// <summary>A known request in which a few bytes are changed, left out, doubled or put in.</summary>
    private static string Changed(Random random)
    {
        var text = new StringBuilder(OneOf(random, Known));
        for (var change = random.Next(0, 6); change > 0; change--)
        {
            var at = random.Next(text.Length);
            _ = random.Next(4) switch
            {
                0 => text.Insert(at, (char)random.Next(256)).Remove(at + 1, 1),
                1 => text.Remove(at, 1),
                2 => text.Insert(at, text[at]),
                _ => text.Insert(at, "\r\n :%\0"[random.Next(6)]),
            };
        }
        return text.ToString();
    }
}
