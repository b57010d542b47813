package caller_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/go-jose/go-jose/v4"
)

// FuzzAuthorization throws headers at a gate: only the one with the token lets
// somebody in, and nothing makes it fail.
func FuzzAuthorization(f *testing.F) {
	trusted, key := newIssuer(f)
	gate := trusted.gate(f, nil)
	genuine := sign(f, jose.ES256, key, good(map[string]any{"exp": 4_000_000_000}))
	for _, seed := range []string{
		"", "Bearer", "Bearer ", "Bearer a.b.c", "bearer  " + genuine, "Basic YQ==", "Bearer " + genuine + ".", "Bearer \x00", "Bearer ä",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, header string) {
		r := request("")
		r.Header.Set("Authorization", header)
		in, w := enter(gate, r)
		scheme, token, _ := strings.Cut(header, " ")
		meant := strings.EqualFold(scheme, "Bearer") && strings.Trim(token, " ") == genuine
		if meant != (in.Principal == "oidc/00u1") {
			t.Fatalf("%q lets in %q", header, in.Principal)
		}
		if !meant && w.Code != http.StatusUnauthorized && w.Code != http.StatusTooManyRequests {
			t.Fatalf("%q is answered %d", header, w.Code)
		}
	})
}

// FuzzClaims signs claims of all kinds: whoever is let in has a subject.
func FuzzClaims(f *testing.F) {
	trusted, key := newIssuer(f)
	gate := trusted.gate(f, nil)
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.ES256, Key: key}, nil)
	if err != nil {
		f.Fatal(err)
	}
	const claims = `{"iss": "` + issuerURL + `", "aud": ["` + base + `"], "sub": "a",
		"exp": 4e9, "scope": "concur.read", "scp": ["concur.write"], "name": "A"}`
	for _, seed := range []string{
		claims, `{}`, `null`, `[]`, `{"exp": "1"}`, `{"exp": -1e400}`, `{"scope": {}}`, `{"_claim_names": {"a": "b"}}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, payload []byte) {
		signed, err := signer.Sign(payload)
		if err != nil {
			t.Skip("it cannot be signed")
		}
		token, err := signed.CompactSerialize()
		if err != nil {
			t.Skip("it cannot be written")
		}
		in, w := enter(gate, request(token))
		if let := w.Code == http.StatusOK; let != (len(in.Principal) > len("oidc/")) {
			t.Fatalf("%q is answered %d and lets in %q", payload, w.Code, in.Principal)
		}
	})
}
