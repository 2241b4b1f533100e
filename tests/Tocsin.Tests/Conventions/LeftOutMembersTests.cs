using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Tocsin.Node.Running;
using Tocsin.Share.Doors;
using Tocsin.Share.Records;
using Tocsin.Warn.Threads;
using Xunit;

namespace Tocsin.Tests.Conventions;

/// <summary>What JSON leaves out means what its type says. A generated reader sets every member that can be set once: one that is left out to zero, whatever stands behind it in the source.</summary>
public sealed class LeftOutMembersTests
{
    /// <summary>Written by this program alone, in whole: a view is made anew where its version changes, and nothing reads a report.</summary>
    static readonly Type[] Whole = [typeof(WarningThread), typeof(ImportReport), typeof(ExportReport)];

    /// <summary>What every reader of a document looks at first: where they are left out it is refused.</summary>
    static readonly string[] Refused = ["v", "type"];

    [Fact]
    public void A_member_that_is_left_out_has_the_default_of_its_type()
    {
        var (types, wrong) = (new HashSet<Type>(), new List<string>());
        foreach (var type in Contexts().SelectMany(TypesOf))
        {
            if (type.Kind != JsonTypeInfoKind.Object || Whole.Contains(type.Type) || !types.Add(type.Type)) continue;
            wrong.AddRange(type.Properties.Where(member => !Refused.Contains(member.Name) && !IsSoLeftOut(type.Type, member)).Select(member => $"{type.Type.Name}.{member.Name}"));
        }
        Assert.Contains(typeof(WatchFacts), types);
        Assert.Contains(typeof(NodeAbout), types);
        Assert.Empty(wrong);
    }

    static bool IsSoLeftOut(Type type, JsonPropertyInfo member)
    {
        if (member is not { IsRequired: false, Get: { } get, AssociatedParameter: { IsMemberInitializer: true } parameter }) return true;
        var made = Make(type);
        var own = get(made);
        ((PropertyInfo)member.AttributeProvider!).SetValue(made, parameter.DefaultValue ?? Zero(member.PropertyType));
        var read = get(made);
        return own is IEnumerable some and not string && read is IEnumerable others and not string ? some.Cast<object>().SequenceEqual(others.Cast<object>()) : Equals(own, read);
    }

    static object Make(Type type)
    {
        var maker = type.GetConstructors().MinBy(each => each.GetParameters().Length)!;
        return maker.Invoke([.. maker.GetParameters().Select(parameter => Zero(parameter.ParameterType))]);
    }

    static object? Zero(Type type) => type.IsValueType && Nullable.GetUnderlyingType(type) is null ? RuntimeHelpers.GetUninitializedObject(type) : null;

    static IEnumerable<JsonSerializerContext> Contexts() => new[] { typeof(Tocsin.Limits).Assembly, typeof(TocsinNode).Assembly }.SelectMany(assembly => assembly.GetTypes())
        .Where(type => type.IsSubclassOf(typeof(JsonSerializerContext))).Select(type => (JsonSerializerContext)type.GetProperty("Default")!.GetValue(null)!);

    static IEnumerable<JsonTypeInfo> TypesOf(JsonSerializerContext context) =>
        context.GetType().GetProperties().Where(property => property.PropertyType.IsAssignableTo(typeof(JsonTypeInfo))).Select(property => (JsonTypeInfo)property.GetValue(context)!);
}
