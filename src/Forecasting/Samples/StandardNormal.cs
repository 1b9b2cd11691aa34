namespace MalariaPredictor.Forecasting.Samples;

/// <summary>The normal distribution with mean 0 and variance 1.</summary>
internal static class StandardNormal
{
    private static readonly double[] CenterTop =
    [
        3.3871328727963666080,
        133.14166789178437745,
        1971.5909503065514427,
        13731.693765509461125,
        45921.953931549871457,
        67265.770927008700853,
        33430.575583588128105,
        2509.0809287301226727,
    ];

    private static readonly double[] CenterBottom =
    [
        1,
        42.313330701600911252,
        687.18700749205790830,
        5394.1960214247511077,
        21213.794301586595867,
        39307.895800092710610,
        28729.085735721942674,
        5226.4952788528545610,
    ];

    private static readonly double[] SideTop =
    [
        1.42343711074968357734,
        4.63033784615654529590,
        5.76949722146069140550,
        3.64784832476320460504,
        1.27045825245236838258,
        .241780725177450611770,
        .0227238449892691845833,
        7.74545014278341407640e-4,
    ];

    private static readonly double[] SideBottom =
    [
        1,
        2.05319162663775882187,
        1.67638483018380384940,
        .689767334985100004550,
        .148103976427480074590,
        .0151986665636164571966,
        5.47593808499534494600e-4,
        1.05075007164441684324e-9,
    ];

    private static readonly double[] FarTop =
    [
        6.65790464350110377720,
        5.46378491116411436990,
        1.78482653991729133580,
        .296560571828504891230,
        .0265321895265761230930,
        .00124266094738807843860,
        2.71155556874348757815e-5,
        2.01033439929228813265e-7,
    ];

    private static readonly double[] FarBottom =
    [
        1,
        .599832206555887937690,
        .136929880922735805310,
        .0148753612908506148525,
        7.86869131145613259100e-4,
        1.84631831751005468180e-5,
        1.42151175831644588870e-7,
        2.04426310338993978564e-15,
    ];

    /// <summary>
    /// The quantile at a level strictly between 0 and 1, to about 16 digits: Wichura's algorithm AS 241, PPND16 (Applied Statistics 37,
    /// 1988, doi 10.2307/2347330), whose coefficients these are.
    /// </summary>
    public static double Quantile(double level)
    {
        var fromCenter = level - .5;
        if (Math.Abs(fromCenter) <= .425)
        {
            var squared = .180625 - (fromCenter * fromCenter);
            return fromCenter * Polynomial(CenterTop, squared) / Polynomial(CenterBottom, squared);
        }

        var root = Math.Sqrt(-Math.Log(Math.Min(level, 1 - level)));
        var size =
            root <= 5
                ? Polynomial(SideTop, root - 1.6) / Polynomial(SideBottom, root - 1.6)
                : Polynomial(FarTop, root - 5) / Polynomial(FarBottom, root - 5);
        return fromCenter < 0 ? -size : size;
    }

    private static double Polynomial(double[] coefficients, double at)
    {
        var value = 0.0;
        for (var i = coefficients.Length - 1; i >= 0; i--)
        {
            value = (value * at) + coefficients[i];
        }

        return value;
    }
}
