package tokenstore

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"unicode"
)

// keyBytes is the length of a key: AES-256.
const keyBytes = 32

// EnvKeys names the setting that operators give keys in. It is only for words in errors.
const EnvKeys = "CONCUR_MCP_STORE_KEY"

// Keys are what records, tickets and entries are encrypted with. The newest writes, all read.
type Keys struct {
	ring []key
	from string
}

type key struct {
	id   string
	aead cipher.AEAD
}

// NewKey makes a key as text: a name, a colon and 32 random bytes in base64.
func NewKey() (string, error) {
	name, secret := make([]byte, 4), make([]byte, keyBytes)
	if _, err := rand.Read(name); err != nil {
		return "", fmt.Errorf("making a key: %w", err)
	}
	if _, err := rand.Read(secret); err != nil {
		return "", fmt.Errorf("making a key: %w", err)
	}
	return hex.EncodeToString(name) + ":" + base64.StdEncoding.EncodeToString(secret), nil
}

// ParseKeys reads keys as NewKey writes them, separated by commas or white space,
// the newest first. from says where they come from, for words in errors. Its
// errors never quote a key.
func ParseKeys(text, from string) (Keys, error) {
	keys := Keys{from: from}
	named := map[string]bool{}
	fields := strings.FieldsFunc(text, func(r rune) bool { return r == ',' || unicode.IsSpace(r) })
	for i, field := range fields {
		one, err := parseKey(field)
		if err != nil {
			return Keys{}, fmt.Errorf("key %d of %s %w", i+1, from, err)
		}
		if named[one.id] {
			return Keys{}, fmt.Errorf("%s has two keys of the name %q; names tell keys apart", from, one.id)
		}
		named[one.id] = true
		keys.ring = append(keys.ring, one)
	}
	if len(keys.ring) == 0 {
		return Keys{}, fmt.Errorf("%s has no key", from)
	}
	return keys, nil
}

func parseKey(text string) (key, error) {
	id, encoded, ok := strings.Cut(text, ":")
	if !ok || !regexp.MustCompile(`^[A-Za-z0-9_-]{1,32}$`).MatchString(id) {
		return key{}, errors.New("is not NAME:BASE64, with a name of 1 to 32 letters, digits, _ and -")
	}
	encoded = strings.TrimRight(encoded, "=")
	encoded = strings.NewReplacer("-", "+", "_", "/").Replace(encoded)
	secret, err := base64.RawStdEncoding.DecodeString(encoded)
	if err != nil || len(secret) != keyBytes {
		return key{}, fmt.Errorf("is not NAME:BASE64, with the base64 of %d bytes", keyBytes)
	}
	block, err := aes.NewCipher(secret)
	if err != nil {
		return key{}, fmt.Errorf("cannot be used: %w", err)
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		return key{}, fmt.Errorf("cannot be used: %w", err)
	}
	return key{id: id, aead: aead}, nil
}

// Newest names the key that writes.
func (k Keys) Newest() string { return k.ring[0].id }
