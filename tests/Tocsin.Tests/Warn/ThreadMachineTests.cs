using Tocsin.Log;
using Tocsin.Share.Records;
using Tocsin.Warn.Threads;
using Xunit;
using ThreadState = Tocsin.Warn.Threads.ThreadState;

namespace Tocsin.Tests.Warn;

public sealed class ThreadMachineTests
{
    // Each word: what happens next. A: Alert Severe, A!: Alert Extreme, U: Update Severe, U!: Update Extreme, C: Cancel;
    // ack, take and close by an officer.
    [Theory]
    [InlineData("A", "New", null, null, null)]
    [InlineData("A ack:1", "Acknowledged", "1", null, null)]
    [InlineData("A ack:1 ack:2", "Acknowledged", "1", null, null)]
    [InlineData("A take:1", "InHand", "1", "1", null)]
    [InlineData("A ack:1 take:2", "InHand", "1", "2", null)]
    [InlineData("A ack:1 take:2 take:3", "InHand", "1", "3", null)]
    [InlineData("A take:1 ack:2", "InHand", "1", "1", null)]
    [InlineData("A close:1", "Closed", "1", null, "1")]
    [InlineData("A take:1 close:2 close:3", "Closed", "1", "1", "2")]
    [InlineData("A close:1 take:2", "Closed", "1", null, "1")]
    [InlineData("A ack:1 U", "Acknowledged", "1", null, null)]
    [InlineData("A ack:1 U!", "New", null, null, null)]
    [InlineData("A close:1 U", "Closed", "1", null, "1")]
    [InlineData("A close:1 U!", "New", null, null, null)]
    [InlineData("A ack:1 C", "Acknowledged", "1", null, null)]
    [InlineData("A C", "New", null, null, null)]
    [InlineData("A take:1 C A", "New", null, null, null)]
    [InlineData("A! ack:1 U", "Acknowledged", "1", null, null)]
    public void A_thread_stands_where_its_entries_put_it(string story, string state, string? acknowledgedBy, string? owner, string? closedBy)
    {
        var entries = Entries(story);
        foreach (var seed in Enumerable.Range(0, 5))
        {
            var shuffled = entries.ToArray();
            new Random(seed).Shuffle(shuffled);
            var thread = ThreadMachine.Run("t", shuffled)!;
            Assert.Equal((state, acknowledgedBy, owner, closedBy), (thread.State.ToString(), thread.AcknowledgedBy, thread.Owner, thread.ClosedBy));
        }
    }

    [Theory]
    [InlineData("A!", "A")]
    [InlineData("A ack:1", "A close:1")]
    [InlineData("A C", "A ack:1 C")]
    [InlineData("A", "A! close:1")]
    public void The_first_ranks_before_the_second(string first, string second) =>
        Assert.True(ThreadMachine.Rank(ThreadMachine.Run("a", Entries(first))!) > ThreadMachine.Rank(ThreadMachine.Run("b", Entries(second))!));

    [Fact]
    public void Without_a_message_there_is_no_thread() => Assert.Null(ThreadMachine.Run("t", Entries("ack:1 close:2")));

    [Fact]
    public void Deadlines_and_expiry_are_the_readers_clock()
    {
        var thread = ThreadMachine.Run("t", Entries("A"))!;
        Assert.False(thread.IsOverdue(WarnNode.Noon + NodaTime.Duration.FromMinutes(15)));
        Assert.True(thread.IsOverdue(WarnNode.Noon + NodaTime.Duration.FromMinutes(16)));
        Assert.True(thread.IsExpired(WarnNode.Noon + NodaTime.Duration.FromDays(2)));
        Assert.False(ThreadMachine.Run("t", Entries("A ack:1"))!.IsOverdue(WarnNode.Noon + NodaTime.Duration.FromDays(1)));
        Assert.Equal(ThreadState.New, thread.State);
    }

    [Fact]
    public void An_entry_stands_in_the_incarnation_that_holds_it()
    {
        var now = new Origin(Hash.Of([1]), Hash.Of([2]), 5);
        Assert.Equal(new RecordAddress(new Origin(now.Circle, now.Party, 1), 0), Assert.Single(Entries("A")).AddressIn(now));
    }

    static List<ThreadEntry> Entries(string story) => [.. story.Split(' ').Select((word, i) => new ThreadEntry
    {
        Incarnation = 1,
        Index = i,
        Leaf = Hash.Of([(byte)i]).ToBase64Url(),
        Time = WarnNode.Noon + NodaTime.Duration.FromMinutes(i),
        Officer = word.Contains(':') ? word[(word.IndexOf(':') + 1)..] : null,
        Message = word[0] is 'A' or 'U' or 'C' ? Message(word) : null,
        Disposition = word[0] is 'a' or 't' or 'c' ? new DispositionFacts { Thread = "t", Action = Action(word), Outcome = word[0] == 'c' ? Outcome.Real : null } : null,
    })];

    static DispositionAction Action(string word) => word[0] switch { 'a' => DispositionAction.Acknowledge, 't' => DispositionAction.Take, _ => DispositionAction.Close };

    static WarningFacts Message(string word) => new()
    {
        Message = word[0] switch { 'A' => MessageType.Alert, 'U' => MessageType.Update, _ => MessageType.Cancel },
        Thread = "t", Category = Category.Geo, Event = "Earthquake", Severity = word.EndsWith('!') ? Severity.Extreme : Severity.Severe,
        Urgency = Urgency.Immediate, Certainty = Certainty.Observed, At = WarnNode.Noon, Until = WarnNode.Noon + NodaTime.Duration.FromDays(1),
        Why = "Because.", AcknowledgeBy = WarnNode.Noon + NodaTime.Duration.FromMinutes(15),
    };
}
