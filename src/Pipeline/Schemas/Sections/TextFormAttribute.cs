using System.ComponentModel.DataAnnotations;

namespace MalariaPredictor.Pipeline.Schemas.Sections;

/// <summary>The form a text must have: a pattern for programs, and words for people.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class TextFormAttribute(string words, string pattern) : RegularExpressionAttribute(pattern)
{
    public string Words { get; } = words;
}
