package mcpserver

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"strings"
)

// sealer writes the state that a client carries between two rounds of a call, and tells
// what it wrote from what others did (MCP 2026-07-28, multi round-trip requests:
// requestState comes from outside).
//
// Its key is that of a process. What another replica sealed is not believed, but for
// the errand's id, which the errands themselves hold against its owner.
type sealer struct{ key [sha256.Size]byte }

func newSealer() sealer {
	var s sealer
	_, _ = rand.Read(s.key[:]) // It never fails.
	return s
}

// seal writes an errand of a caller as a state.
func (s sealer) seal(principal string, errand Errand) string {
	// Text and times always marshal.
	plain, _ := json.Marshal(errand)
	return encode(plain) + "." + encode(s.mark(principal, plain))
}

// open reads a state: the whole errand if it was sealed here for that caller, otherwise
// no more than the id it names.
func (s sealer) open(principal, state string) Errand {
	body, mark, _ := strings.Cut(state, ".")
	plain, err := base64.RawURLEncoding.DecodeString(body)
	if err != nil {
		return Errand{}
	}
	var errand Errand
	if json.Unmarshal(plain, &errand) != nil {
		return Errand{}
	}
	if given, err := base64.RawURLEncoding.DecodeString(mark); err != nil || !hmac.Equal(given, s.mark(principal, plain)) {
		return Errand{ID: errand.ID}
	}
	return errand
}

func (s sealer) mark(principal string, plain []byte) []byte {
	mac := hmac.New(sha256.New, s.key[:])
	mac.Write([]byte(principal + "\x00"))
	mac.Write(plain)
	return mac.Sum(nil)
}

func encode(raw []byte) string { return base64.RawURLEncoding.EncodeToString(raw) }
