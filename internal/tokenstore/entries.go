package tokenstore

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"time"
)

// MostEntryBytes is how long the body of an entry may be.
const MostEntryBytes = 1 << 20

// Entry is one of what a store only ever adds to: a record of something that was or
// will be done. Each holds the hash of the one before it, so that none can be changed
// or left out without all after it showing it.
type Entry struct {
	// Seq counts the entries of a store from 1 without gaps. The store sets it.
	Seq int64
	// At is when it was, in UTC and whole microseconds, by the clock of who appended it.
	// Times need not follow each other as the entries do.
	At time.Time
	// Principal is the caller it is about; Kind tells kinds of entries apart; Write is the
	// ID of what was done, which several entries may be about. They are in the clear.
	Principal, Kind, Write string
	// Body is JSON, encrypted like a record.
	Body []byte
	// Previous is the hash of the entry before it, empty for the first; Hash is its own,
	// as Chain gives it. The store sets both.
	Previous, Hash string
}

// Chain gives the hash of an entry that follows one whose hash is previous: the SHA-256
// in hex of
//
//	"concur-mcp entry 1"
//
// and then of previous, Seq in decimal, At in microseconds since 1970 in decimal,
// Principal, Kind, Write and Body, each after its length in bytes as an unsigned varint
// (base 128, the lowest seven bits first), so that no two entries are hashed alike.
// The body is hashed as it is, not as it is encrypted: a new key changes no hash.
func Chain(previous string, e Entry) string {
	sum := sha256.Sum256(associated([]byte("concur-mcp entry 1"), []string{
		previous, strconv.FormatInt(e.Seq, 10), strconv.FormatInt(e.At.UnixMicro(), 10),
		e.Principal, e.Kind, e.Write, string(e.Body),
	}))
	return hex.EncodeToString(sum[:])
}

// After puts an entry after the last one, of which only Seq and Hash count; the zero
// Entry stands for none.
func (e Entry) After(last Entry) Entry {
	e.Seq, e.Previous = last.Seq+1, last.Hash
	e.Hash = Chain(e.Previous, e)
	return e
}

// Checked gives the entry with its time as stores keep it, or says why it cannot be kept.
func (e Entry) Checked() (Entry, error) {
	var long, never error
	if len(e.Body) > MostEntryBytes {
		long = fmt.Errorf("%d bytes are too many for an entry; at most %d are allowed", len(e.Body), MostEntryBytes)
	}
	if e.At.IsZero() {
		never = errors.New("an entry needs its time")
	}
	e.At = time.UnixMicro(e.At.UnixMicro()).UTC()
	return e, errors.Join(
		checkName("the principal", e.Principal), checkName("the kind of an entry", e.Kind),
		checkName("the ID of a write", e.Write), never, long,
	)
}

// Quota bounds how many entries there may be: those of Principal and Kind at Since or
// after it, the new one included, may be Most. A new entry of another principal or kind
// is not bounded by it.
type Quota struct {
	Principal, Kind string
	// Since is taken in whole microseconds, as entries have them.
	Since time.Time
	Most  int
	// Name says which rule it is, in words.
	Name string
}

// counts reports whether an entry is one of those that are counted.
func (q Quota) counts(e Entry) bool {
	return e.Principal == q.Principal && e.Kind == q.Kind && e.At.UnixMicro() >= q.Since.UnixMicro()
}

// QuotaError says that a quota is used up, so that nothing was appended.
type QuotaError struct {
	Quota Quota
}

func (e *QuotaError) Error() string {
	return fmt.Sprintf("%s: %d are allowed, and there are as many since %s; nothing was appended",
		e.Quota.Name, e.Quota.Most, e.Quota.Since.UTC().Format(time.RFC3339))
}

// Within fails with QuotaError where a new entry would exceed a quota, of whose entries
// there are so many already, in the order of the quotas.
func (e Entry) Within(quotas []Quota, had []int) error {
	for i, quota := range quotas {
		if quota.counts(e) && had[i] >= quota.Most {
			return &QuotaError{quota}
		}
	}
	return nil
}
