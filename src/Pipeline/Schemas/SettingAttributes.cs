using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace MalariaPredictor.Pipeline.Schemas;

/// <summary>The form a text must have: a pattern for programs, and words for people.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class TextFormAttribute(string words, string pattern) : RegularExpressionAttribute(pattern)
{
    public string Words { get; } = words;
}

/// <summary>A time, written in seconds within these limits.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class SecondsAttribute(double minimum, double maximum) : JsonConverterAttribute
{
    public double Minimum { get; } = minimum;

    public double Maximum { get; } = maximum;

    public override JsonConverter CreateConverter(Type typeToConvert) => new Converter();

    private sealed class Converter : JsonConverter<TimeSpan>
    {
        public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            TimeSpan.FromSeconds(reader.GetDouble());

        public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) =>
            writer.WriteNumberValue(value.TotalSeconds);
    }
}

/// <summary>The word by which a list chooses this record: the bare word, or the word with the record's own keys below it.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class ChoiceAttribute(string word) : Attribute
{
    public string Word { get; } = word;
}

/// <summary>The records that each item of a list chooses from, by their words: <c>{word: {keys}}</c>.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ChoicesAttribute(params Type[] types) : JsonConverterAttribute
{
    public IReadOnlyList<Type> Types { get; } = types;

    /// <summary>The record that an item is.</summary>
    public object? Made(JsonNode? item)
    {
        var (word, keys) = item!.AsObject().Single();
        return keys.Deserialize(TypeOf(word), SettingsSchema.Options);
    }

    public Type TypeOf(string word) => Types.Single(type => SettingsSchema.WordOf(type) == word);

    public override JsonConverter CreateConverter(Type typeToConvert) =>
        (JsonConverter)Activator.CreateInstance(typeof(Converter<>).MakeGenericType(typeToConvert.GenericTypeArguments), this)!;

    private sealed class Converter<T>(ChoicesAttribute choices) : JsonConverter<IReadOnlyList<T>>
    {
        public override IReadOnlyList<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            [.. JsonNode.Parse(ref reader)!.AsArray().Select(item => (T)choices.Made(item)!)];

        public override void Write(Utf8JsonWriter writer, IReadOnlyList<T> value, JsonSerializerOptions options) =>
            throw new NotSupportedException("Settings are read and never written.");
    }
}

/// <summary>A setting in a list in which each has a name of its own.</summary>
internal interface INamedSetting
{
    string Name { get; }
}

/// <summary>A section whose keys depend on one another.</summary>
internal interface ICheckedSetting
{
    /// <summary>What is wrong with the keys together, to follow the section's name; null for nothing.</summary>
    string? Objection { get; }
}
