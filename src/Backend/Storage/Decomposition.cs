using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace MalariaPredictor.Backend.Storage;

/// <summary>
/// Takes letters with accents apart, so that both ways of writing them give one text. The platform does this only with its
/// culture data, which the program does without (<c>InvariantGlobalization</c>); the table is Unicode's (version 14, the letters of
/// living scripts). Marks that follow one another are sorted, which is more than Unicode does and does no harm to names.
/// </summary>
internal static class Decomposition
{
    private const int HangulFirst = 0xAC00;
    private const int HangulLast = 0xD7A3;
    private const int Vowels = 21;
    private const int Finals = 28;

    private static readonly (char Mark, string Bases, string Composed)[] Pairs =
    [
        ('\u0300', "AEIOUaeiouÜüNnЕИеиĒēŌōWwÂâĂăÊêÔôƠơƯưYyἀἁἈἉἐἑἘἙἠἡἨ", "ÀÈÌÒÙàèìòùǛǜǸǹЀЍѐѝḔḕṐṑẀẁẦầẰằỀềỒồỜờỪừỲỳἂἃἊἋἒἓἚἛἢἣἪ"),
        ('\u0300', "ἩἰἱἸἹὀὁὈὉὐὑὙὠὡὨὩαεηιουωΑΕΗ\u1FBFϊΙ\u1FFEϋΥ\u00A8Ο", "ἫἲἳἺἻὂὃὊὋὒὓὛὢὣὪὫὰὲὴὶὸὺὼᾺῈῊ\u1FCDῒῚ\u1FDDῢῪ\u1FEDῸ"),
        ('\u0300', "Ω", "Ὼ"),
        ('\u0301', "AEIOUYaeiouyCcLlNnRrSsZzÜüGgÅåÆæØø\u0308\u00A8ΑΕΗ", "ÁÉÍÓÚÝáéíóúýĆćĹĺŃńŔŕŚśŹźǗǘǴǵǺǻǼǽǾǿ\u0344\u0385ΆΈΉ"),
        ('\u0301', "ΙΟΥΩϊαεηιϋουωϒГКгкÇçĒēÏïKkMmÕõŌōPpŨũWwÂâĂăÊêÔôƠơƯ", "ΊΌΎΏΐάέήίΰόύώϓЃЌѓќḈḉḖḗḮḯḰḱḾḿṌṍṒṓṔṕṸṹẂẃẤấẮắẾếỐốỚớỨ"),
        ('\u0301', "ưἀἁἈἉἐἑἘἙἠἡἨἩἰἱἸἹὀὁὈὉὐὑὙὠὡὨὩ\u1FBF\u1FFE", "ứἄἅἌἍἔἕἜἝἤἥἬἭἴἵἼἽὄὅὌὍὔὕὝὤὥὬὭ\u1FCE\u1FDE"),
        ('\u0302', "AEIOUaeiouCcGgHhJjSsWwYyZzẠạẸẹỌọ", "ÂÊÎÔÛâêîôûĈĉĜĝĤĥĴĵŜŝŴŵŶŷẐẑẬậỆệỘộ"),
        ('\u0303', "ANOanoIiUuVvÂâĂăEeÊêÔôƠơƯưYy", "ÃÑÕãñõĨĩŨũṼṽẪẫẴẵẼẽỄễỖỗỠỡỮữỸỹ"),
        ('\u0304', "AaEeIiOoUuÜüÄäȦȧÆæǪǫÖöÕõȮȯYyИиУуGgḶḷṚṛαΑιΙυΥ", "ĀāĒēĪīŌōŪūǕǖǞǟǠǡǢǣǬǭȪȫȬȭȰȱȲȳӢӣӮӯḠḡḸḹṜṝᾱᾹῑῙῡῩ"),
        ('\u0306', "AaEeGgIiOoUuУИиуЖжАаЕеȨȩẠạαΑιΙυΥ", "ĂăĔĕĞğĬĭŎŏŬŭЎЙйўӁӂӐӑӖӗḜḝẶặᾰᾸῐῘῠῨ"),
        ('\u0307', "CcEeGgIZzAaOoBbDdFfHhMmNnPpRrSsŚśŠšṢṣTtWwXxYyſ", "ĊċĖėĠġİŻżȦȧȮȯḂḃḊḋḞḟḢḣṀṁṄṅṖṗṘṙṠṡṤṥṦṧṨṩṪṫẆẇẊẋẎẏẛ"),
        ('\u0308', "AEIOUaeiouyYΙΥιυϒЕІеіАаӘәЖжЗзИиОоӨөЭэУуЧчЫыHhÕõŪū", "ÄËÏÖÜäëïöüÿŸΪΫϊϋϔЁЇёїӒӓӚӛӜӝӞӟӤӥӦӧӪӫӬӭӰӱӴӵӸӹḦḧṎṏṺṻ"),
        ('\u0308', "WwXxt", "ẄẅẌẍẗ"),
        ('\u0309', "AaÂâĂăEeÊêIiOoÔôƠơUuƯưYy", "ẢảẨẩẲẳẺẻỂểỈỉỎỏỔổỞởỦủỬửỶỷ"),
        ('\u030A', "AaUuwy", "ÅåŮůẘẙ"),
        ('\u030B', "OoUuУу", "ŐőŰűӲӳ"),
        ('\u030C', "CcDdEeLlNnRrSsTtZzAaIiOoUuÜüGgKkƷʒjHh", "ČčĎďĚěĽľŇňŘřŠšŤťŽžǍǎǏǐǑǒǓǔǙǚǦǧǨǩǮǯǰȞȟ"),
        ('\u030F', "AaEeIiOoRrUuѴѵ", "ȀȁȄȅȈȉȌȍȐȑȔȕѶѷ"),
        ('\u0311', "AaEeIiOoRrUu", "ȂȃȆȇȊȋȎȏȒȓȖȗ"),
        ('\u0313', "αΑεΕηΗιΙοΟυωΩρ", "ἀἈἐἘἠἨἰἸὀὈὐὠὨῤ"),
        ('\u0314', "αΑεΕηΗιΙοΟυΥωΩρΡ", "ἁἉἑἙἡἩἱἹὁὉὑὙὡὩῥῬ"),
        ('\u031B', "OoUu", "ƠơƯư"),
        ('\u0323', "BbDdHhKkLlMmNnRrSsTtVvWwZzAaEeIiOoƠơUuƯưYy", "ḄḅḌḍḤḥḲḳḶḷṂṃṆṇṚṛṢṣṬṭṾṿẈẉẒẓẠạẸẹỊịỌọỢợỤụỰựỴỵ"),
        ('\u0324', "Uu", "Ṳṳ"),
        ('\u0325', "Aa", "Ḁḁ"),
        ('\u0326', "SsTt", "ȘșȚț"),
        ('\u0327', "CcGgKkLlNnRrSsTtEeDdHh", "ÇçĢģĶķĻļŅņŖŗŞşŢţȨȩḐḑḨḩ"),
        ('\u0328', "AaEeIiUuOo", "ĄąĘęĮįŲųǪǫ"),
        ('\u032D', "DdEeLlNnTtUu", "ḒḓḘḙḼḽṊṋṰṱṶṷ"),
        ('\u032E', "Hh", "Ḫḫ"),
        ('\u0330', "EeIiUu", "ḚḛḬḭṴṵ"),
        ('\u0331', "BbDdKkLlNnRrTtZzh", "ḆḇḎḏḴḵḺḻṈṉṞṟṮṯẔẕẖ"),
        ('\u0338', "\u2190\u2192\u2194\u21D0\u21D4\u21D2\u2203\u2208", "\u219A\u219B\u21AE\u21CD\u21CE\u21CF\u2204\u2209"),
        ('\u0338', "\u220B\u2223\u2225\u223C\u2243\u2245\u2248\u003D", "\u220C\u2224\u2226\u2241\u2244\u2247\u2249\u2260"),
        ('\u0338', "\u2261\u224D\u003C\u003E\u2264\u2265\u2272\u2273", "\u2262\u226D\u226E\u226F\u2270\u2271\u2274\u2275"),
        ('\u0338', "\u2276\u2277\u227A\u227B\u2282\u2283\u2286\u2287", "\u2278\u2279\u2280\u2281\u2284\u2285\u2288\u2289"),
        ('\u0338', "\u22A2\u22A8\u22A9\u22AB\u227C\u227D\u2291\u2292", "\u22AC\u22AD\u22AE\u22AF\u22E0\u22E1\u22E2\u22E3"),
        ('\u0338', "\u22B2\u22B3\u22B4\u22B5\u2ADD", "\u22EA\u22EB\u22EC\u22ED\u2ADC"),
        ('\u0342', "ἀἁἈἉἠἡἨἩἰἱἸἹὐὑὙὠὡὨὩα\u00A8η\u1FBFιϊ\u1FFEυϋω", "ἆἇἎἏἦἧἮἯἶἷἾἿὖὗὟὦὧὮὯᾶ\u1FC1ῆ\u1FCFῖῗ\u1FDFῦῧῶ"),
        ('\u0345', "ἀἁἂἃἄἅἆἇἈἉἊἋἌἍἎἏἠἡἢἣἤἥἦἧἨἩἪἫἬἭἮἯὠὡὢὣὤὥὦὧὨὩὪὫὬὭὮὯὰ", "ᾀᾁᾂᾃᾄᾅᾆᾇᾈᾉᾊᾋᾌᾍᾎᾏᾐᾑᾒᾓᾔᾕᾖᾗᾘᾙᾚᾛᾜᾝᾞᾟᾠᾡᾢᾣᾤᾥᾦᾧᾨᾩᾪᾫᾬᾭᾮᾯᾲ"),
        ('\u0345', "αάᾶΑὴηήῆΗὼωώῶΩ", "ᾳᾴᾷᾼῂῃῄῇῌῲῳῴῷῼ"),
        ('\u05B4', "\u05D9", "\uFB1D"),
        ('\u05B7', "\u05F2\u05D0", "\uFB1F\uFB2E"),
        ('\u05B8', "\u05D0", "\uFB2F"),
        ('\u05B9', "\u05D5", "\uFB4B"),
        ('\u05BC', "\u05D0\u05D1\u05D2\u05D3\u05D4\u05D5\u05D6\u05D8", "\uFB30\uFB31\uFB32\uFB33\uFB34\uFB35\uFB36\uFB38"),
        ('\u05BC', "\u05D9\u05DA\u05DB\u05DC\u05DE\u05E0\u05E1\u05E3", "\uFB39\uFB3A\uFB3B\uFB3C\uFB3E\uFB40\uFB41\uFB43"),
        ('\u05BC', "\u05E4\u05E6\u05E7\u05E8\u05E9\u05EA", "\uFB44\uFB46\uFB47\uFB48\uFB49\uFB4A"),
        ('\u05BF', "\u05D1\u05DB\u05E4", "\uFB4C\uFB4D\uFB4E"),
        ('\u05C1', "\u05E9\uFB49", "\uFB2A\uFB2C"),
        ('\u05C2', "\u05E9\uFB49", "\uFB2B\uFB2D"),
        ('\u0653', "\u0627", "\u0622"),
        ('\u0654', "\u0627\u0648\u064A\u06D5\u06C1\u06D2", "\u0623\u0624\u0626\u06C0\u06C2\u06D3"),
        ('\u0655', "\u0627", "\u0625"),
        ('\u093C', "\u0928\u0930\u0933\u0915\u0916\u0917\u091C\u0921", "\u0929\u0931\u0934\u0958\u0959\u095A\u095B\u095C"),
        ('\u093C', "\u0922\u092B\u092F", "\u095D\u095E\u095F"),
        ('\u09BC', "\u09A1\u09A2\u09AF", "\u09DC\u09DD\u09DF"),
        ('\u09BE', "\u09C7", "\u09CB"),
        ('\u09D7', "\u09C7", "\u09CC"),
        ('\u0A3C', "\u0A32\u0A38\u0A16\u0A17\u0A1C\u0A2B", "\u0A33\u0A36\u0A59\u0A5A\u0A5B\u0A5E"),
        ('\u0B3C', "\u0B21\u0B22", "\u0B5C\u0B5D"),
        ('\u0B3E', "\u0B47", "\u0B4B"),
        ('\u0B56', "\u0B47", "\u0B48"),
        ('\u0B57', "\u0B47", "\u0B4C"),
        ('\u0BBE', "\u0BC6\u0BC7", "\u0BCA\u0BCB"),
        ('\u0BD7', "\u0B92\u0BC6", "\u0B94\u0BCC"),
        ('\u0C56', "\u0C46", "\u0C48"),
        ('\u0CC2', "\u0CC6", "\u0CCA"),
        ('\u0CD5', "\u0CBF\u0CC6\u0CCA", "\u0CC0\u0CC7\u0CCB"),
        ('\u0CD6', "\u0CC6", "\u0CC8"),
        ('\u0D3E', "\u0D46\u0D47", "\u0D4A\u0D4B"),
        ('\u0D57', "\u0D46", "\u0D4C"),
        ('\u0DCA', "\u0DD9\u0DDC", "\u0DDA\u0DDD"),
        ('\u0DCF', "\u0DD9", "\u0DDC"),
        ('\u0DDF', "\u0DD9", "\u0DDE"),
        ('\u0F72', "\u0F71", "\u0F73"),
        ('\u0F74', "\u0F71", "\u0F75"),
        ('\u0F80', "\u0FB2\u0FB3\u0F71", "\u0F76\u0F78\u0F81"),
        ('\u0FB5', "\u0F40\u0F90", "\u0F69\u0FB9"),
        ('\u0FB7', "\u0F42\u0F4C\u0F51\u0F56\u0F5B\u0F92\u0F9C\u0FA1", "\u0F43\u0F4D\u0F52\u0F57\u0F5C\u0F93\u0F9D\u0FA2"),
        ('\u0FB7', "\u0FA6\u0FAB", "\u0FA7\u0FAC"),
        ('\u102E', "\u1025", "\u1026"),
        ('\u1B35', "\u1B05\u1B07\u1B09\u1B0B\u1B0D\u1B11\u1B3A\u1B3C", "\u1B06\u1B08\u1B0A\u1B0C\u1B0E\u1B12\u1B3B\u1B3D"),
        ('\u1B35', "\u1B3E\u1B3F\u1B42", "\u1B40\u1B41\u1B43"),
        ('\u3099', "\u304B\u304D\u304F\u3051\u3053\u3055\u3057\u3059", "\u304C\u304E\u3050\u3052\u3054\u3056\u3058\u305A"),
        ('\u3099', "\u305B\u305D\u305F\u3061\u3064\u3066\u3068\u306F", "\u305C\u305E\u3060\u3062\u3065\u3067\u3069\u3070"),
        ('\u3099', "\u3072\u3075\u3078\u307B\u3046\u309D\u30AB\u30AD", "\u3073\u3076\u3079\u307C\u3094\u309E\u30AC\u30AE"),
        ('\u3099', "\u30AF\u30B1\u30B3\u30B5\u30B7\u30B9\u30BB\u30BD", "\u30B0\u30B2\u30B4\u30B6\u30B8\u30BA\u30BC\u30BE"),
        ('\u3099', "\u30BF\u30C1\u30C4\u30C6\u30C8\u30CF\u30D2\u30D5", "\u30C0\u30C2\u30C5\u30C7\u30C9\u30D0\u30D3\u30D6"),
        ('\u3099', "\u30D8\u30DB\u30A6\u30EF\u30F0\u30F1\u30F2\u30FD", "\u30D9\u30DC\u30F4\u30F7\u30F8\u30F9\u30FA\u30FE"),
        ('\u309A', "\u306F\u3072\u3075\u3078\u307B\u30CF\u30D2\u30D5", "\u3071\u3074\u3077\u307A\u307D\u30D1\u30D4\u30D7"),
        ('\u309A', "\u30D8\u30DB", "\u30DA\u30DD"),
    ];

    private const string Doubles =
        "\u0340\u0341\u0343\u0374\u037E\u0387\u1F71\u1F73\u1F75\u1F77\u1F79\u1F7B\u1F7D\u1FBB\u1FBE\u1FC9"
        + "\u1FCB\u1FD3\u1FDB\u1FE3\u1FEB\u1FEE\u1FEF\u1FF9\u1FFB\u1FFD\u2000\u2001\u2126\u212A\u212B\u2329"
        + "\u232A";

    private const string Singles =
        "\u0300\u0301\u0313\u02B9\u003B\u00B7\u03AC\u03AD\u03AE\u03AF\u03CC\u03CD\u03CE\u0386\u03B9\u0388"
        + "\u0389\u0390\u038A\u03B0\u038E\u0385\u0060\u038C\u038F\u00B4\u2002\u2003\u03A9\u004B\u00C5\u3008"
        + "\u3009";

    private static readonly FrozenDictionary<char, string> Parts = Table();

    /// <summary>The text with every letter apart from its marks.</summary>
    public static string Of(string text)
    {
        if (Ascii.IsValid(text))
        {
            return text;
        }

        var apart = new StringBuilder(text.Length + 8);
        foreach (var letter in text)
        {
            Add(apart, letter);
        }

        return Sorted(apart);
    }

    private static void Add(StringBuilder apart, char letter)
    {
        if (letter is >= (char)HangulFirst and <= (char)HangulLast)
        {
            var index = letter - HangulFirst;
            apart.Append((char)(0x1100 + (index / (Vowels * Finals)))).Append((char)(0x1161 + (index % (Vowels * Finals) / Finals)));
            if (index % Finals > 0)
            {
                apart.Append((char)(0x11A7 + (index % Finals)));
            }
        }
        else if (Parts.TryGetValue(letter, out var parts))
        {
            foreach (var part in parts)
            {
                Add(apart, part);
            }
        }
        else
        {
            apart.Append(letter);
        }
    }

    private static string Sorted(StringBuilder text)
    {
        var letters = text.ToString().ToCharArray();
        for (int start = 0, end; start < letters.Length; start = end)
        {
            end = start + 1;
            if (IsMark(letters[start]))
            {
                while (end < letters.Length && IsMark(letters[end]))
                {
                    end++;
                }

                Array.Sort(letters, start, end - start);
            }
        }

        return new string(letters);
    }

    private static bool IsMark(char letter) => CharUnicodeInfo.GetUnicodeCategory(letter) == UnicodeCategory.NonSpacingMark;

    private static FrozenDictionary<char, string> Table()
    {
        var parts = new Dictionary<char, string>();
        foreach (var (mark, bases, composed) in Pairs)
        {
            for (var i = 0; i < bases.Length; i++)
            {
                parts[composed[i]] = $"{bases[i]}{mark}";
            }
        }

        for (var i = 0; i < Doubles.Length; i++)
        {
            parts[Doubles[i]] = Singles[i].ToString();
        }

        return parts.ToFrozenDictionary();
    }
}
