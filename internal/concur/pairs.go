package concur

// pair is an expense by both its ids, and the report it was last seen in.
type pair struct {
	v3     EntryID
	v4     ExpenseID
	report ReportID
}

// mostPairs bounds the memory that pairs take, at some 500 bytes each.
const mostPairs = 50_000

// pairs remembers which v3 entry is which v4 expense, for each principal apart. That
// never changes, so the pairs are kept until there are very many of them. The report
// may change: people move expenses, and an approval moves rejected ones.
type pairs struct {
	v3 *recent[seenBy[EntryID], pair]
	v4 *recent[seenBy[ExpenseID], pair]
}

// seenBy is an expense as a principal has seen it.
type seenBy[ID comparable] struct {
	principal string
	id        ID
}

func newPairs() *pairs {
	return &pairs{
		v3: newRecent[seenBy[EntryID], pair](mostPairs),
		v4: newRecent[seenBy[ExpenseID], pair](mostPairs),
	}
}

// pair remembers an expense by both its ids.
func (s *Session) pair(known pair) {
	if known.v3 == "" || known.v4 == "" {
		return
	}
	s.client.pairs.v3.put(seenBy[EntryID]{s.principal, known.v3}, known)
	s.client.pairs.v4.put(seenBy[ExpenseID]{s.principal, known.v4}, known)
}

// paired gives what is known of an expense by the id it is named with.
func (s *Session) paired(ref ExpenseRef) (pair, bool) {
	if ref.V4 != "" {
		return s.client.pairs.v4.get(seenBy[ExpenseID]{s.principal, ref.V4})
	}
	return s.client.pairs.v3.get(seenBy[EntryID]{s.principal, ref.V3})
}
