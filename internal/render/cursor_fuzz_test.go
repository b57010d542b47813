package render

import (
	"encoding/base64"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// FuzzParseCursor holds that a cursor is a place in a list or is refused, and that what it
// carries back to Concur is made of what Concur's own offsets are made of.
func FuzzParseCursor(f *testing.F) {
	for _, seed := range []string{
		"", " ", "bm90IGpzb24", position{Offset: "gWidFO7ik$=", Skip: 3}.cursor("q"), position{}.cursor("other"),
		base64.RawURLEncoding.EncodeToString([]byte(`{"o":"a&user=ALL","s":-1,"q":"x"}`)),
		base64.RawURLEncoding.EncodeToString([]byte(`{"s":1e99}`)), "====", "\u202e",
	} {
		f.Add(seed, "o", 1)
	}
	f.Add("", "a\r\nb", -1)
	f.Add("", strings.Repeat("x", 301), mostSkipped+1)
	f.Fuzz(func(t *testing.T, text, offset string, skip int) {
		got, err := parseCursor(text, "q")
		if err != nil {
			require.ErrorIs(t, err, ErrCursor)
		}
		forged, err := parseCursor(position{Offset: offset, Skip: skip}.cursor("q"), "q")
		if err == nil {
			require.Equal(t, position{Offset: offset, Skip: skip}, forged)
		}
		for _, p := range []position{got, forged} {
			require.False(t, strings.ContainsAny(p.Offset, "&?#%\r\n\x00 "), p.Offset)
			require.True(t, p.Skip >= 0 && p.Skip <= mostSkipped && len(p.Offset) <= 300)
		}
		_, err = parseCursor(position{Offset: "a"}.cursor("another"), "q")
		require.ErrorIs(t, err, ErrCursor)
	})
}
