package simulator

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"strings"
	"sync"
)

const (
	keyID   = "simulator"
	keyBits = 2048
)

// signingKey is made at first use and shared by all simulators of the process:
// making one takes longer than all the rest of a simulator, and it is not part of
// what is simulated.
var signingKey = sync.OnceValues(func() (*rsa.PrivateKey, error) {
	return rsa.GenerateKey(rand.Reader, keyBits)
})

var errBadToken = errors.New("not a token of this simulator")

type joseHeader struct {
	Type      string `json:"typ"`
	Algorithm string `json:"alg"`
	KeyID     string `json:"kid"`
}

// sign makes an RS256 JWT of the claims.
func sign(claims any) (string, error) {
	key, err := signingKey()
	if err != nil {
		return "", fmt.Errorf("make the signing key: %w", err)
	}
	header, err := encodeSegment(joseHeader{Type: "JWT", Algorithm: "RS256", KeyID: keyID})
	if err != nil {
		return "", err
	}
	payload, err := encodeSegment(claims)
	if err != nil {
		return "", err
	}
	digest := sha256.Sum256([]byte(header + "." + payload))
	signature, err := rsa.SignPKCS1v15(rand.Reader, key, crypto.SHA256, digest[:])
	if err != nil {
		return "", fmt.Errorf("sign a token: %w", err)
	}
	return header + "." + payload + "." + base64.RawURLEncoding.EncodeToString(signature), nil
}

// verify checks the signature of a JWT and decodes its claims. It does not say
// what is wrong with a bad one, and never repeats any of it.
func verify(text string, claims any) error {
	key, err := signingKey()
	if err != nil {
		return fmt.Errorf("make the signing key: %w", err)
	}
	parts := strings.Split(text, ".")
	if len(parts) != 3 {
		return errBadToken
	}
	var header joseHeader
	if decodeSegment(parts[0], &header) != nil || header.Algorithm != "RS256" || header.KeyID != keyID {
		return errBadToken
	}
	signature, err := base64.RawURLEncoding.DecodeString(parts[2])
	if err != nil {
		return errBadToken
	}
	digest := sha256.Sum256([]byte(parts[0] + "." + parts[1]))
	if rsa.VerifyPKCS1v15(&key.PublicKey, crypto.SHA256, digest[:], signature) != nil {
		return errBadToken
	}
	if decodeSegment(parts[1], claims) != nil {
		return errBadToken
	}
	return nil
}

func encodeSegment(value any) (string, error) {
	text, err := json.Marshal(value)
	if err != nil {
		return "", fmt.Errorf("encode a token: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(text), nil
}

func decodeSegment(segment string, value any) error {
	text, err := base64.RawURLEncoding.DecodeString(segment)
	if err != nil {
		return err
	}
	return json.Unmarshal(text, value)
}

// jwk is a public key of RFC 7517.
type jwk struct {
	Type      string `json:"kty"`
	KeyID     string `json:"kid"`
	Use       string `json:"use"`
	Algorithm string `json:"alg"`
	Modulus   string `json:"n"`
	Exponent  string `json:"e"`
}

// publicKey is the key that the tokens can be verified with (Authentication >
// Verifying an id_token; the members follow RFC 7517, inferred).
func publicKey() (jwk, error) {
	key, err := signingKey()
	if err != nil {
		return jwk{}, fmt.Errorf("make the signing key: %w", err)
	}
	return jwk{
		Type: "RSA", KeyID: keyID, Use: "sig", Algorithm: "RS256",
		Modulus:  base64.RawURLEncoding.EncodeToString(key.N.Bytes()),
		Exponent: base64.RawURLEncoding.EncodeToString(big.NewInt(int64(key.E)).Bytes()),
	}, nil
}
