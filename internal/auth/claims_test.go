package auth

import (
	"encoding/base64"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// FuzzReadClaims holds that no token, however broken, makes the reader fail in
// any other way than by its error.
func FuzzReadClaims(f *testing.F) {
	f.Add("")
	f.Add("a.b.c")
	f.Add("e30." + base64.RawURLEncoding.EncodeToString([]byte(`{"sub":"x","concur.type":"user"}`)) + ".c2ln")
	f.Add("e30." + base64.URLEncoding.EncodeToString([]byte(`{"sub":"xy"}`)) + ".c2ln")
	f.Add("e30." + base64.RawURLEncoding.EncodeToString([]byte(`{"sub":1}`)) + ".c2ln")
	f.Fuzz(func(t *testing.T, jwt string) {
		got, err := readClaims(jwt)
		if err != nil {
			require.ErrorIs(t, err, errNotJWT)
			assert.Empty(t, got)
		}
	})
}
