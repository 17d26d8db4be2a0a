using System.Runtime.InteropServices;

namespace LiveOps.Rules.Evaluating;

/// <summary>
/// Finds every keyword that a comment contains in one pass over it (Aho and Corasick, 1975), however many keywords
/// there are, and the rules that ask for its first word.
/// </summary>
internal sealed class KeywordIndex
{
    private readonly Dictionary<string, IndexedRule[]>.AlternateLookup<ReadOnlySpan<char>> _firstWords;
    private readonly bool _anyFirstWord;
    private readonly Dictionary<(int Node, char Letter), int> _next = [];

    // The root is left by most letters of most comments: a plain array for the common ones.
    private readonly int[] _root = new int[128];
    private readonly List<Node> _nodes = [new()];

    public KeywordIndex(IReadOnlyList<(TriggerKey Key, IndexedRule Rule)> keys)
    {
        var firstWords = keys.Where(entry => entry.Key.Kind == TriggerKeyKind.FirstWord)
            .GroupBy(entry => entry.Key.Text!, entry => entry.Rule, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.ToArray(), StringComparer.Ordinal);
        _anyFirstWord = firstWords.Count > 0;
        _firstWords = firstWords.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (var (key, rule) in keys)
            if (key is { Kind: TriggerKeyKind.Contained, Text.Length: > 0 })
                Add(key.Text, rule);
        LinkFailures();
    }

    /// <summary>The rules one of whose keywords the comment contains, in the order of all rules.</summary>
    public IReadOnlyList<IndexedRule> Candidates(string? comment)
    {
        var text = TextFold.Fold(comment);
        if (text.Length == 0)
            return [];
        SortedSet<IndexedRule>? found = null;
        if (_anyFirstWord)
        {
            var gap = text.IndexOf(' ', StringComparison.Ordinal);
            if (_firstWords.TryGetValue(gap < 0 ? text : text.AsSpan(0, gap), out var rules))
                Found(ref found, rules);
        }
        if (_nodes.Count == 1)
            return found is null ? [] : [.. found];
        var node = 0;
        foreach (var letter in text)
        {
            node = Step(node, letter);
            for (var hit = _nodes[node].Hit; hit > 0; hit = _nodes[hit].NextHit)
                Found(ref found, CollectionsMarshal.AsSpan(_nodes[hit].Rules));
        }
        return found is null ? [] : [.. found];
    }

    private static void Found(ref SortedSet<IndexedRule>? found, ReadOnlySpan<IndexedRule> rules)
    {
        found ??= new SortedSet<IndexedRule>(Comparer<IndexedRule>.Create((a, b) => a.Position.CompareTo(b.Position)));
        foreach (var rule in rules)
            found.Add(rule);
    }

    private void Add(string keyword, IndexedRule rule)
    {
        var node = 0;
        foreach (var letter in keyword)
        {
            var next = Child(node, letter);
            if (next == 0)
            {
                next = _nodes.Count;
                _nodes.Add(new Node());
                if (node == 0 && letter < 128)
                    _root[letter] = next;
                else
                    _next[(node, letter)] = next;
            }
            node = next;
        }
        _nodes[node].Rules.Add(rule);
    }

    /// <summary>Breadth first: every node learns the longest other keyword start that ends where it ends.</summary>
    private void LinkFailures()
    {
        var children = _next
            .Select(edge => (Parent: edge.Key.Node, edge.Key.Letter, Child: edge.Value))
            .Concat(_root.Select((child, letter) => (Parent: 0, Letter: (char)letter, Child: child)))
            .Where(edge => edge.Child > 0)
            .ToLookup(edge => edge.Parent);
        var queue = new Queue<int>([0]);
        while (queue.TryDequeue(out var parent))
            foreach (var (_, letter, child) in children[parent])
            {
                _nodes[child].Failure = parent == 0 ? 0 : Step(_nodes[parent].Failure, letter);
                var shorter = _nodes[_nodes[child].Failure].Hit;
                _nodes[child].NextHit = shorter;
                _nodes[child].Hit = _nodes[child].Rules.Count > 0 ? child : shorter;
                queue.Enqueue(child);
            }
    }

    private int Step(int node, char letter)
    {
        while (true)
        {
            var next = Child(node, letter);
            if (next > 0 || node == 0)
                return next;
            node = _nodes[node].Failure;
        }
    }

    private int Child(int node, char letter) =>
        node == 0 && letter < 128 ? _root[letter] : _next.GetValueOrDefault((node, letter));

    private sealed class Node
    {
        /// <summary>Rules whose keyword ends here.</summary>
        public List<IndexedRule> Rules { get; } = [];

        /// <summary>Where to go on when no keyword goes on here.</summary>
        public int Failure { get; set; }

        /// <summary>This node if a keyword ends here, else the nearest shorter one where one does; 0: none.</summary>
        public int Hit { get; set; }

        /// <summary>The next shorter keyword that ends here too; 0: none.</summary>
        public int NextHit { get; set; }
    }
}
