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

const keyBits = 2048

// firstKey is made at first use and shared by all simulators of the process:
// making one takes longer than all the rest of a simulator, and it is not part of
// what is simulated.
var firstKey = sync.OnceValues(newKey)

func newKey() (*rsa.PrivateKey, error) {
	key, err := rsa.GenerateKey(rand.Reader, keyBits)
	if err != nil {
		return nil, fmt.Errorf("make a signing key: %w", err)
	}
	return key, nil
}

// keyRing are the signing keys of a simulator: the last one signs and all verify.
type keyRing struct{ further []*rsa.PrivateKey }

func (k *keyRing) all() ([]*rsa.PrivateKey, error) {
	first, err := firstKey()
	if err != nil {
		return nil, err
	}
	return append([]*rsa.PrivateKey{first}, k.further...), nil
}

// keyID names the keys simulator-1, simulator-2 and so on.
func keyID(place int) string { return fmt.Sprintf("simulator-%d", place+1) }

// RotateKeys signs with a new key from now on. Tokens that the old ones signed stay
// good, and all of the keys are published.
func (s *Simulator) RotateKeys() error {
	key, err := newKey()
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.keys.further = append(s.keys.further, key)
	return nil
}

var errBadToken = errors.New("not a token of this simulator")

type joseHeader struct {
	Type      string `json:"typ"`
	Algorithm string `json:"alg"`
	KeyID     string `json:"kid"`
}

// sign makes an RS256 JWT of the claims.
func (k *keyRing) sign(claims any) (string, error) {
	keys, err := k.all()
	if err != nil {
		return "", err
	}
	last := len(keys) - 1
	header, err := encodeSegment(joseHeader{Type: "JWT", Algorithm: "RS256", KeyID: keyID(last)})
	if err != nil {
		return "", err
	}
	payload, err := encodeSegment(claims)
	if err != nil {
		return "", err
	}
	digest := sha256.Sum256([]byte(header + "." + payload))
	signature, err := rsa.SignPKCS1v15(rand.Reader, keys[last], crypto.SHA256, digest[:])
	if err != nil {
		return "", fmt.Errorf("sign a token: %w", err)
	}
	return header + "." + payload + "." + base64.RawURLEncoding.EncodeToString(signature), nil
}

// verify checks the signature of a JWT and decodes its claims. It does not say
// what is wrong with a bad one, and never repeats any of it.
func (k *keyRing) verify(text string, claims any) error {
	keys, err := k.all()
	if err != nil {
		return err
	}
	parts := strings.Split(text, ".")
	if len(parts) != 3 {
		return errBadToken
	}
	var header joseHeader
	if decodeSegment(parts[0], &header) != nil || header.Algorithm != "RS256" {
		return errBadToken
	}
	var key *rsa.PrivateKey
	for place, candidate := range keys {
		if keyID(place) == header.KeyID {
			key = candidate
		}
	}
	if key == nil {
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

// public are the keys that the tokens can be verified with (Authentication >
// Verifying an id_token; the members follow RFC 7517, inferred).
func (k *keyRing) public() ([]jwk, error) {
	keys, err := k.all()
	if err != nil {
		return nil, err
	}
	published := make([]jwk, len(keys))
	for place, key := range keys {
		published[place] = jwk{
			Type: "RSA", KeyID: keyID(place), Use: "sig", Algorithm: "RS256",
			Modulus:  base64.RawURLEncoding.EncodeToString(key.N.Bytes()),
			Exponent: base64.RawURLEncoding.EncodeToString(big.NewInt(int64(key.E)).Bytes()),
		}
	}
	return published, nil
}
