using System.Globalization;
using System.Text;
using MalariaPredictor.Backend.Api;

namespace MalariaPredictor.Backend.Observations;

/// <summary>Observations as CSV, written in pieces as they are read: <c>location,period,variable,value</c>.</summary>
public sealed class ObservationCsv(IEnumerable<ObservationRow> rows) : IResult
{
    private const int Piece = 16 * 1024;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.ContentType = "text/csv; charset=utf-8";
        var text = new StringBuilder("location,period,variable,value\n");
        foreach (var row in rows)
        {
            text.Append(CultureInfo.InvariantCulture, $"{Csv.Field(row.Location)},{row.Period},{Csv.Field(row.Variable)},{row.Value}\n");
            if (text.Length >= Piece)
            {
                await httpContext.Response.WriteAsync(text.ToString(), Encoding.UTF8, httpContext.RequestAborted);
                text.Clear();
            }
        }

        await httpContext.Response.WriteAsync(text.ToString(), Encoding.UTF8, httpContext.RequestAborted);
    }
}
