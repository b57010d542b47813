package journal_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/journal"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
)

// exported is a chain of two writes, always the same.
func exported(f *testing.F) []byte {
	f.Helper()
	store := tokenstore.NewMemory()
	at := time.Date(2026, time.November, 20, 9, 0, 0, 120_000, time.UTC)
	for _, e := range []tokenstore.Entry{
		{Kind: journal.KindBegun, Write: "w_A", Body: []byte(`{"tool":"delete_report","effect":"delete","operation":"delete_report"}`)},
		{Kind: journal.KindEnded, Write: "w_A", Body: []byte(`{"outcome":"done","verified":true}`)},
		{Kind: journal.KindBegun, Write: "w_B", Body: []byte(`{"tool":"create_report","effect":"create","operation":"create_report"}`)},
		{Kind: journal.KindEnded, Write: "w_B", Body: []byte(`{"outcome":"refused","verified":false,"note":"<é>"}`)},
	} {
		at = at.Add(time.Second)
		e.At, e.Principal = at, "token/rita"
		_, err := store.Append(f.Context(), e)
		require.NoError(f, err)
	}
	var out bytes.Buffer
	require.NoError(f, journal.New(journal.Settings{Store: store}).Export(f.Context(), &out))
	return out.Bytes()
}

// FuzzVerifyExport holds that an export is taken only as it was written: not with a byte
// changed, put in or left out. What is cut off at its end is found by the head alone.
func FuzzVerifyExport(f *testing.F) {
	genuine := exported(f)
	head, err := journal.VerifyExport(bytes.NewReader(genuine))
	require.NoError(f, err)
	seeds := [][]byte{
		genuine, bytes.ToUpper(genuine), bytes.ReplaceAll(genuine, []byte("rita"), []byte("r\\u0069ta")), {}, []byte("null\n"), []byte("{}"),
	}
	for _, seed := range seeds {
		f.Add(seed, 0, 0, []byte{})
	}
	for _, change := range []struct {
		at, cut int
		put     string
	}{{1, 0, `"note":"x",`}, {1, 0, `"seq":9,`}, {8, 0, " "}, {0, 40, ""}, {20, 1, "3"}, {len(genuine) - 1, 1, ""}} {
		f.Add([]byte{}, change.at, change.cut, []byte(change.put))
	}
	f.Fuzz(func(t *testing.T, made []byte, at, cut int, put []byte) {
		if got, err := journal.VerifyExport(bytes.NewReader(made), head.Hash); err == nil {
			require.Equal(t, head, got)
			require.Equal(t, lines(genuine), lines(made))
		}
		at = min(max(at, 0), len(genuine))
		cut = min(max(cut, 0), len(genuine)-at)
		altered := append(append(bytes.Clone(genuine[:at]), put...), genuine[at+cut:]...)
		if _, err := journal.VerifyExport(bytes.NewReader(altered), head.Hash); err == nil {
			require.Equal(t, lines(genuine), lines(altered))
		}
	})
}

// lines are those of an export, however they end.
func lines(export []byte) []string {
	return strings.Split(strings.TrimRight(strings.ReplaceAll(string(export), "\r", ""), "\n"), "\n")
}
