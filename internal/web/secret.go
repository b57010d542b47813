package web

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
)

// secretBytes is 256 bits: nobody guesses one, however many are open.
const secretBytes = 32

// Secret makes a text that cannot be guessed, fit for an address.
func Secret() string {
	secret := make([]byte, secretBytes)
	_, _ = rand.Read(secret) // it never fails (crypto/rand)
	return base64.RawURLEncoding.EncodeToString(secret)
}

// Digest is what is kept of a secret: enough to know it again, useless to
// whoever reads it. It is as fit for an address as the secret is.
func Digest(secret string) string {
	digest := sha256.Sum256([]byte(secret))
	return base64.RawURLEncoding.EncodeToString(digest[:])
}

// Known reports whether a secret is the one that the digest was kept of. It takes
// as long for a near miss as for a far one. No secret has an empty digest.
func Known(secret, digest string) bool {
	return secret != "" && digest != "" && subtle.ConstantTimeCompare([]byte(Digest(secret)), []byte(digest)) == 1
}

// FormToken proves that a form was made for the browser that sends it: only who
// has the browser's secret can make it, and it is good for one purpose. No state
// is kept, so any replica can check it (CSRF: signed double-submit cookie).
func FormToken(browserSecret, purpose string) string {
	mac := hmac.New(sha256.New, []byte(browserSecret))
	_, _ = mac.Write([]byte(purpose)) // a hash takes everything
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// FormTokenFits checks a token that came back with a form.
func FormTokenFits(token, browserSecret, purpose string) bool {
	return browserSecret != "" && hmac.Equal([]byte(token), []byte(FormToken(browserSecret, purpose)))
}
