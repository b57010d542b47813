package tokenstore

import (
	"bytes"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
)

// A sealed value is
//
//	1 byte    the version of this format
//	1 byte    the length of the key's name
//	n bytes   the key's name
//	12 bytes  a random nonce
//	the rest  the ciphertext and its tag (AES-256-GCM)
//
// What the value is about (the key of its record, say) and everything before the
// ciphertext are associated data: a value cannot be moved to another record.
const (
	sealVersion = 1
	nonceBytes  = 12
)

// ErrTampered says that a value was changed, or moved from another record, or
// that the key of its name is not the one it was encrypted with.
var ErrTampered = errors.New("it was altered, or encrypted with another key of the same name")

// UnknownKeyError says that a value was encrypted with a key that is not among ours.
type UnknownKeyError struct {
	// ID names the key; From is where it was looked for.
	ID, From string
}

func (e *UnknownKeyError) Error() string {
	return fmt.Sprintf("it is encrypted with the key %q, which %s does not have; put that key after the newest one", e.ID, e.From)
}

// Seal encrypts with the newest key.
func (k Keys) Seal(plain []byte, about ...string) []byte {
	newest := k.ring[0]
	header := append([]byte{sealVersion, byte(len(newest.id))}, newest.id...) //nolint:gosec // A name has 32 bytes at most.
	nonce := make([]byte, nonceBytes)
	_, _ = rand.Read(nonce) // it never fails (crypto/rand)
	out := make([]byte, 0, len(header)+nonceBytes+len(plain)+newest.aead.Overhead())
	out = append(append(out, header...), nonce...)
	return newest.aead.Seal(out, nonce, plain, associated(out, about))
}

// Unseal decrypts what Seal made about the same thing. It fails with
// UnknownKeyError or ErrTampered.
func (k Keys) Unseal(sealed []byte, about ...string) ([]byte, error) {
	id, err := SealedWith(sealed)
	if err != nil {
		return nil, err
	}
	stamp := Stamp(sealed)
	for _, one := range k.ring {
		if one.id != id {
			continue
		}
		plain, err := one.aead.Open(nil, stamp[len(stamp)-nonceBytes:], sealed[len(stamp):], associated(stamp, about))
		if err != nil {
			return nil, ErrTampered
		}
		return plain, nil
	}
	return nil, &UnknownKeyError{ID: id, From: k.from}
}

// SealedWith names the key that a value was encrypted with.
func SealedWith(sealed []byte) (string, error) {
	if len(sealed) < 2 || sealed[0] != sealVersion || len(sealed) < 2+int(sealed[1])+nonceBytes {
		return "", ErrTampered
	}
	return string(sealed[2 : 2+int(sealed[1])]), nil
}

// Stamp is the beginning of a sealed value, up to its nonce. No two values share
// it, so it tells cheaply whether a value is still the same.
func Stamp(sealed []byte) []byte {
	if _, err := SealedWith(sealed); err != nil {
		return sealed[:min(len(sealed), 2+nonceBytes)]
	}
	return sealed[:2+int(sealed[1])+nonceBytes]
}

// associated joins the parts so that no two lists of parts give the same bytes.
func associated(header []byte, about []string) []byte {
	joined := bytes.Clone(header)
	for _, part := range about {
		joined = binary.AppendUvarint(joined, uint64(len(part)))
		joined = append(joined, part...)
	}
	return joined
}
