namespace Tocsin.Formats.Cap;

/// <summary>The rules of the standard's prose that tie several elements together.</summary>
static class CapRules
{
    /// <summary>The first rule that an alert breaks; null where it keeps them all.</summary>
    public static Refusal? Fault(CapAlert alert)
    {
        // §3.2.1 msgType: each of these is about "the message(s) identified in <references>".
        if (alert.MessageType != CapMessageType.Alert && alert.References.IsDefaultOrEmpty)
            return new("alert/references", $"a message of the type {alert.MessageType} names the messages that it is about");
        foreach (var reference in alert.References.IsDefault ? [] : alert.References)
            if (CapForm.Fault(reference.Sender, CapKind.Name, []) is not null || CapForm.Fault(reference.Identifier, CapKind.Name, []) is not null
                || string.IsNullOrEmpty(reference.Sender) || string.IsNullOrEmpty(reference.Identifier) || !CapTime.IsExact(CapTime.Write(reference.Sent)))
                return new("alert/references", "a reference is sender,identifier,sent, each in its own form");
        // §3.2.1 restriction, addresses
        if (alert.Scope == CapScope.Restricted && string.IsNullOrEmpty(alert.Restriction))
            return new("alert/restriction", "an alert of the scope Restricted says by what rule");
        if (alert.Scope == CapScope.Private && string.IsNullOrEmpty(alert.Addresses))
            return new("alert/addresses", "an alert of the scope Private names its addressees");
        for (var i = 0; i < alert.Infos.Length; i++)
            if (Fault(alert.Infos[i], $"alert/info[{i + 1}]") is { } fault) return fault;
        return null;
    }

    static Refusal? Fault(CapInfo info, string at)
    {
        for (var i = 0; i < info.Areas.Length; i++)
        {
            var (area, place) = (info.Areas[i], $"{at}/area[{i + 1}]");
            for (var p = 0; p < area.Polygons.Length; p++)
                if (CapPolygon.Fault(area.Polygons[p]) is { } reason) return new($"{place}/polygon[{p + 1}]", reason);
            // §3.2.4 ceiling: "MUST NOT be used except in combination with the altitude element".
            if (area is { CeilingFeet: not null, AltitudeFeet: null }) return new($"{place}/ceiling", "a ceiling is given with an altitude only");
        }
        return null;
    }
}
