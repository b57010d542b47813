package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"strings"
)

// stateKey seals the states of a test server; it guards nothing.
const stateKey = "conformance"

// sealed writes a state that the client cannot change unseen.
func sealed(words string) string {
	return base64.RawURLEncoding.EncodeToString([]byte(words)) + "." + mark(words)
}

// opened reads a state; ok is false if it is not as it was given out.
func opened(state string) (words string, ok bool) {
	body, given, _ := strings.Cut(state, ".")
	raw, err := base64.RawURLEncoding.DecodeString(body)
	if err != nil || !hmac.Equal([]byte(given), []byte(mark(string(raw)))) {
		return "", false
	}
	return string(raw), true
}

func mark(words string) string {
	mac := hmac.New(sha256.New, []byte(stateKey))
	mac.Write([]byte(words))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}
