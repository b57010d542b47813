package simulator

import (
	cryptorand "crypto/rand"
	"fmt"
	"math/rand/v2"
	"strings"
)

// idSource makes the ids of new things in Concur's formats. The same seed gives
// the same ids in the same order, so that a failing test can be run again. It is
// used under the simulator's lock only.
type idSource struct {
	random *rand.Rand
}

const (
	upperHex  = "0123456789ABCDEF"
	lowerHex  = "0123456789abcdef"
	base36    = "0123456789abcdefghijklmnopqrstuvwxyz"
	letters   = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
	plateText = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789" // without 0, O, 1 and I, which people mix up
)

func newIDSource(seed uint64) *idSource {
	return &idSource{random: rand.New(rand.NewPCG(seed, 0))} //nolint:gosec // ids must repeat from a seed; none of them is a secret.
}

// newSecretSource makes what nobody can guess.
func newSecretSource() *idSource {
	var seed [32]byte
	_, _ = cryptorand.Read(seed[:])                           // It never fails.
	return &idSource{random: rand.New(rand.NewChaCha8(seed))} //nolint:gosec // ChaCha8 with a seed from crypto/rand is not weak.
}

// hex20 is a report id.
func (s *idSource) hex20() string { return s.pick(upperHex, 20) }

// hex32 is the v4 id of an expense, a policy or a workflow step.
func (s *idSource) hex32() string { return s.pick(upperHex, 32) }

// uuid is the id of a person or of a request, in lower case.
func (s *idSource) uuid() string {
	variant := string("89ab"[s.random.IntN(4)])
	return fmt.Sprintf("%s-%s-4%s-%s%s-%s", s.pick(lowerHex, 8), s.pick(lowerHex, 4), s.pick(lowerHex, 3),
		variant, s.pick(lowerHex, 3), s.pick(lowerHex, 12))
}

// protected is a v3 id: opaque letters and digits with $s and $p among them, the
// escaped forms of / and + (inferred). Each has at least one, because a client
// that forgets to escape $ in a path shall notice.
func (s *idSource) protected(prefix string) string {
	const length, breaks = 30, 2
	var id strings.Builder
	id.WriteString(prefix)
	for range breaks {
		id.WriteString(s.pick(letters, max(2, (length-len(prefix))/(breaks+1))))
		id.WriteString([]string{"$s", "$p"}[s.random.IntN(2)])
	}
	id.WriteString(s.pick(letters, max(2, (length-len(prefix))/(breaks+1))))
	return id.String()
}

// number is a report number, which people read to each other.
func (s *idSource) number() string { return s.pick(plateText, 6) }

func (s *idSource) pick(alphabet string, length int) string {
	text := make([]byte, length)
	for i := range text {
		text[i] = alphabet[s.random.IntN(len(alphabet))]
	}
	return string(text)
}
