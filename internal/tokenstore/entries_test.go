package tokenstore_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
)

func sample() tokenstore.Entry {
	return tokenstore.Entry{
		Seq: 7, At: time.Date(2026, 3, 1, 10, 0, 0, 123456000, time.UTC), Principal: "rita", Kind: "begun", Write: "w-1", Body: []byte(`{"a":1}`),
	}
}

// TestTheHashOfAnEntryStays: stores and exported journals hold it, and others may have
// written programs that compute it.
func TestTheHashOfAnEntryStays(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "2e3f98d445153dcbe40fb259daf8f1bee5195d3f6245e8349e5a8736e1cdb71f", tokenstore.Chain("", sample()))
}

func TestWhateverIsAnotherInAnEntryMakesAnotherHash(t *testing.T) {
	t.Parallel()
	seen := map[string]string{tokenstore.Chain("", sample()): "the sample"}
	for name, change := range map[string]func(*tokenstore.Entry) (previous string){
		"the one before":             func(*tokenstore.Entry) string { return "0" },
		"its number":                 func(e *tokenstore.Entry) string { e.Seq++; return "" },
		"its time":                   func(e *tokenstore.Entry) string { e.At = e.At.Add(time.Microsecond); return "" },
		"its principal":              func(e *tokenstore.Entry) string { e.Principal = "ritA"; return "" },
		"its kind":                   func(e *tokenstore.Entry) string { e.Kind = "ended"; return "" },
		"its write":                  func(e *tokenstore.Entry) string { e.Write = "w-2"; return "" },
		"its body":                   func(e *tokenstore.Entry) string { e.Body = nil; return "" },
		"a letter that moved on":     func(e *tokenstore.Entry) string { e.Principal, e.Kind = "ritab", "egun"; return "" },
		"a letter that moved back":   func(e *tokenstore.Entry) string { e.Kind, e.Write = "begunw", "-1"; return "" },
		"a digit that became number": func(e *tokenstore.Entry) string { e.Seq = 0; return "7" },
	} {
		entry := sample()
		previous := change(&entry)
		hash := tokenstore.Chain(previous, entry)
		assert.Empty(t, seen[hash], name)
		seen[hash] = name
	}
}

func TestTheHashIsOfTheMomentAndOfNoOtherField(t *testing.T) {
	t.Parallel()
	entry := sample()
	entry.At = entry.At.In(time.FixedZone("elsewhere", 3600)).Add(999 * time.Nanosecond)
	entry.Previous, entry.Hash = "set before", "set before"
	assert.Equal(t, tokenstore.Chain("", sample()), tokenstore.Chain("", entry))
	checked, err := entry.Checked()
	require.NoError(t, err)
	assert.Equal(t, sample().At, checked.At)
}

func TestAnEntryFollowsTheLast(t *testing.T) {
	t.Parallel()
	first := sample().After(tokenstore.Entry{})
	assert.Equal(t, int64(1), first.Seq)
	assert.Empty(t, first.Previous)
	next := sample().After(first)
	assert.Equal(t, int64(2), next.Seq)
	assert.Equal(t, first.Hash, next.Previous)
	assert.Equal(t, tokenstore.Chain(first.Hash, next), next.Hash)
}
