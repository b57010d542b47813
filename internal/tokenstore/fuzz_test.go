package tokenstore_test

import (
	"bytes"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
)

// fixedKeys are always the same, so that what was found can be committed.
const fixedKeys = "test:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="

// FuzzUnseal holds that nothing is decrypted but what was encrypted, about what it was
// encrypted about.
func FuzzUnseal(f *testing.F) {
	keys, err := tokenstore.ParseKeys(fixedKeys, "the test")
	require.NoError(f, err)
	plain := []byte("a refresh token")
	genuine := keys.Seal(plain, "token/rita", "user")
	f.Add(genuine, "token/rita", "user")
	f.Add(genuine[:len(genuine)-1], "token/rita", "user")
	f.Add([]byte{}, "", "")
	f.Add([]byte{1}, "", "")
	f.Add([]byte{1, 255}, "", "")
	f.Add(append([]byte{1, 4}, "testNNNNNNNNNNNN"...), "token/rita", "user")
	f.Add(append([]byte{1, 0}, bytes.Repeat([]byte{0}, 40)...), "\x00", "")
	f.Fuzz(func(t *testing.T, sealed []byte, principal, kind string) {
		_, _ = tokenstore.SealedWith(sealed)
		require.LessOrEqual(t, len(tokenstore.Stamp(sealed)), len(sealed))
		got, err := keys.Unseal(sealed, principal, kind)
		if err == nil {
			require.Equal(t, plain, got, "%q was made up", sealed)
			require.Equal(t, []string{"token/rita", "user"}, []string{principal, kind})
		}
		about := [2]string{principal, kind}
		moved, err := keys.Unseal(genuine, about[:]...)
		if about != [2]string{"token/rita", "user"} {
			require.Error(t, err, "it was moved to %q: %q", about, moved)
		}
	})
}

// FuzzParseKeys holds that the keys of a setting are taken or refused in words, of which
// none is a key.
func FuzzParseKeys(f *testing.F) {
	for _, seed := range []string{
		"", " ", ":", "a:", "a:b", fixedKeys, fixedKeys + " " + fixedKeys, fixedKeys + ",x", "ä:" + fixedKeys, "\x00",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		keys, err := tokenstore.ParseKeys(text, "the test")
		if err != nil {
			require.NotContains(t, err.Error(), "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8")
			return
		}
		got, err := keys.Unseal(keys.Seal([]byte("x"), "y"), "y")
		require.NoError(t, err)
		require.Equal(t, "x", string(got))
	})
}

// FuzzChain holds that no two entries have the same hash, wherever the borders of their
// texts are.
func FuzzChain(f *testing.F) {
	f.Add("a", "bc", "ab", "c", int64(1), int64(1))
	f.Add("", "\x00", "\x00", "", int64(0), int64(-1))
	f.Fuzz(func(t *testing.T, one, two, three, four string, seq, other int64) {
		at := time.UnixMicro(1_700_000_000_000_000)
		a := tokenstore.Entry{Seq: seq, At: at, Principal: one, Kind: two, Write: "w", Body: []byte("{}")}
		b := tokenstore.Entry{Seq: other, At: at, Principal: three, Kind: four, Write: "w", Body: []byte("{}")}
		same := seq == other && one == three && two == four
		require.Equal(t, same, tokenstore.Chain("", a) == tokenstore.Chain("", b))
		require.NotEqual(t, tokenstore.Chain("", a), tokenstore.Chain("00", a))
	})
}
