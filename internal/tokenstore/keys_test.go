package tokenstore_test

import (
	"encoding/base64"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
)

const from = "the test"

func newKey(t *testing.T) string {
	t.Helper()
	key, err := tokenstore.NewKey()
	require.NoError(t, err)
	return key
}

func parse(t *testing.T, text string) tokenstore.Keys {
	t.Helper()
	keys, err := tokenstore.ParseKeys(text, from)
	require.NoError(t, err)
	return keys
}

func TestNewKeysDiffer(t *testing.T) {
	t.Parallel()
	one, two := newKey(t), newKey(t)
	assert.NotEqual(t, one, two)
	assert.Regexp(t, `^[0-9a-f]{8}:[A-Za-z0-9+/]{43}=$`, one)
}

func TestKeysAreReadAsPeopleWriteThem(t *testing.T) {
	t.Parallel()
	secret := strings.Repeat("\xfb\xff", 16)
	padded := "k:" + base64.StdEncoding.EncodeToString([]byte(secret))
	sealed := parse(t, padded).Seal([]byte("text"))
	for name, text := range map[string]string{
		"without padding":  "k:" + base64.RawStdEncoding.EncodeToString([]byte(secret)),
		"for URLs":         "k:" + base64.URLEncoding.EncodeToString([]byte(secret)),
		"with a line end":  padded + "\r\n",
		"after another":    newKey(t) + "," + padded,
		"in lines":         newKey(t) + "\n\n  " + padded,
		"by commas and so": newKey(t) + " , " + padded + ",",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			plain, err := parse(t, text).Unseal(sealed)
			require.NoError(t, err)
			assert.Equal(t, "text", string(plain))
		})
	}
}

func TestWhatIsNoKeyIsToldWithoutQuotingIt(t *testing.T) {
	t.Parallel()
	good := newKey(t)
	name, encoded, _ := strings.Cut(good, ":")
	for what, c := range map[string]struct{ text, words string }{
		"nothing":          {" ,\n", "has no key"},
		"no name":          {encoded, "key 1 of the test is not NAME:BASE64"},
		"an empty name":    {":" + encoded, "key 1 of the test is not NAME:BASE64"},
		"a name with more": {"a.b:" + encoded, "key 1 of the test is not NAME:BASE64"},
		"too short":        {good + ",k:" + encoded[:20], "key 2 of the test is not NAME:BASE64, with the base64 of 32 bytes"},
		"not base64":       {"k:" + strings.Repeat("*", 44), "32 bytes"},
		"a name twice":     {good + " " + name + ":" + encoded, "two keys of the name"},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			_, err := tokenstore.ParseKeys(c.text, from)
			require.ErrorContains(t, err, c.words)
			assert.NotContains(t, err.Error(), encoded[:20])
		})
	}
}

func TestTheNewestKeyWritesAndAllRead(t *testing.T) {
	t.Parallel()
	old, fresh := newKey(t), newKey(t)
	before, both := parse(t, old), parse(t, fresh+" "+old)
	sealed := both.Seal([]byte("text"))
	id, err := tokenstore.SealedWith(sealed)
	require.NoError(t, err)
	assert.Equal(t, both.Newest(), id)
	assert.True(t, strings.HasPrefix(fresh, id+":"))

	plain, err := both.Unseal(before.Seal([]byte("text")))
	require.NoError(t, err)
	assert.Equal(t, "text", string(plain))
	_, err = before.Unseal(sealed)
	var unknown *tokenstore.UnknownKeyError
	require.ErrorAs(t, err, &unknown)
	assert.Equal(t, &tokenstore.UnknownKeyError{ID: id, From: from}, unknown)
}

func TestASealedValueIsBoundToWhatItIsAbout(t *testing.T) {
	t.Parallel()
	keys := parse(t, newKey(t))
	sealed := keys.Seal([]byte("text"), "record", "rita", "user")
	for _, about := range [][]string{
		{"record", "rita", "company"},
		{"record", "tom", "user"},
		{"ticket", "rita", "user"},
		{"record", "rita"},
		{"record", "rita", "user", ""},
		{"recordr", "ita", "user"},
		{"record", "ritauser", ""},
		nil,
	} {
		_, err := keys.Unseal(sealed, about...)
		require.ErrorIs(t, err, tokenstore.ErrTampered, "%q", about)
	}
	plain, err := keys.Unseal(sealed, "record", "rita", "user")
	require.NoError(t, err)
	assert.Equal(t, "text", string(plain))
}

func TestEveryByteOfASealedValueCounts(t *testing.T) {
	t.Parallel()
	keys := parse(t, newKey(t))
	sealed := keys.Seal([]byte("text"), "about")
	for i := range sealed {
		changed := []byte(string(sealed))
		changed[i] ^= 1
		_, err := keys.Unseal(changed, "about")
		require.Error(t, err, "byte %d", i)
	}
	for i := range sealed {
		_, err := keys.Unseal(sealed[:i], "about")
		require.ErrorIs(t, err, tokenstore.ErrTampered, "the first %d bytes", i)
	}
}

func TestNoTwoSealedValuesAreTheSame(t *testing.T) {
	t.Parallel()
	keys := parse(t, newKey(t))
	one, two := keys.Seal([]byte("text")), keys.Seal([]byte("text"))
	assert.NotEqual(t, tokenstore.Stamp(one), tokenstore.Stamp(two))
	assert.NotEqual(t, one, two)
	assert.NotContains(t, string(one), "text")
	assert.Equal(t, one[:len(tokenstore.Stamp(one))], tokenstore.Stamp(one))
	assert.Empty(t, tokenstore.Stamp(nil), "a value that was emptied has one, too")
}

// TestTheFormatOfSealedValuesStays opens a value that an earlier program sealed.
func TestTheFormatOfSealedValuesStays(t *testing.T) {
	t.Parallel()
	keys := parse(t, "k1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=")
	sealed, err := base64.StdEncoding.DecodeString("AQJrMX4ibcPq06OhmoXidqCgUGit0ICLZSIJ6C/TdbYxEv8SngTVhGqJap7Njf8=")
	require.NoError(t, err)
	plain, err := keys.Unseal(sealed, "record", "rita", "user")
	require.NoError(t, err)
	assert.Equal(t, "a refresh token", string(plain))
}
