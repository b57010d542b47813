package file

import (
	"bytes"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
)

// FuzzALineIsAnEntryOrNot holds that a line is read as an entry that is written the same
// again, or not at all.
func FuzzALineIsAnEntryOrNot(f *testing.F) {
	genuine, err := written(tokenstore.Entry{
		At: time.UnixMicro(1_700_000_000_000_000), Principal: "local", Kind: "begun", Write: "w_A", Body: []byte{1, 2, 3},
	}.After(tokenstore.Entry{}))
	require.NoError(f, err)
	for _, seed := range [][]byte{
		genuine, genuine[:len(genuine)/2],
		{},
		[]byte("null"), []byte("{}"), []byte(`{"seq":-1,"hash":"x"}`), []byte(`{"seq":1e30,"hash":"x"}`),
		[]byte(`{"seq":1,"hash":"x","sealed":"!"}`), []byte(`{"seq":1,"hash":"x","at":9223372036854775807}`),
		{0xff, 0xfe},
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		one, ok := parse(text)
		if !ok {
			return
		}
		require.Positive(t, one.Seq)
		again, err := written(one.entry())
		require.NoError(t, err)
		require.Equal(t, 1, bytes.Count(again, []byte("\n")), "it is one line")
		same, ok := parse(again)
		require.True(t, ok)
		require.Equal(t, one.entry(), same.entry())
	})
}
