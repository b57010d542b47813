// Package journal records every write before it is sent and after, in a chain of entries
// that nobody can change in one place without all after it showing it.
//
// A write that was begun and not ended, because the process was killed in between, is
// found again: it is looked at in Concur, and what was seen is recorded.
package journal

import (
	"bytes"
	"cmp"
	"context"
	"crypto/rand"
	"encoding/json"
	"log/slog"
	"sync"
	"time"

	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
)

// The kinds of entries. A quota on writes counts KindBegun.
const (
	KindBegun    = "begun"
	KindEnded    = "ended"
	KindResolved = "resolved"
	KindSettled  = "settled"
)

// DefaultWait is Settings.Wait if that is zero.
const DefaultWait = 3 * time.Minute

// storing bounds what is kept at the end of a write, whose caller may have gone.
const storing = 10 * time.Second

// Settings make a Journal.
type Settings struct {
	Store tokenstore.Store
	// Redact masks arguments and values before they are recorded, Text sentences and Name
	// the names of people; nil leaves them as they are.
	Redact     func(json.RawMessage) json.RawMessage
	Text, Name func(string) string
	// Now is the clock; time.Now if nil.
	Now    func() time.Time
	Logger *slog.Logger
	// Wait is how long after it began a write is surely over: only then is it looked at
	// by others than who began it. It is more than the longest request and the reading
	// back after it.
	Wait time.Duration
}

// Journal records writes. It is safe for concurrent use, and shares its store with the
// journals of other processes.
type Journal struct {
	Settings
	notices notices
	// wake is for Watch: something is to be done before it would look again.
	wake chan struct{}

	mu sync.Mutex
	// late are ends that could not be recorded when they came.
	late []tokenstore.Entry
}

// New makes a journal. Nothing is read before it is used.
func New(s Settings) *Journal {
	if s.Redact == nil {
		s.Redact = func(raw json.RawMessage) json.RawMessage { return raw }
	}
	if s.Text == nil {
		s.Text = func(sentence string) string { return sentence }
	}
	if s.Name == nil {
		s.Name = func(name string) string { return name }
	}
	if s.Now == nil {
		s.Now = time.Now
	}
	if s.Logger == nil {
		s.Logger = slog.New(slog.DiscardHandler)
	}
	s.Wait = cmp.Or(s.Wait, DefaultWait)
	return &Journal{Settings: s, wake: make(chan struct{}, 1)}
}

// NewID makes the ID of a write, which nobody can guess.
func NewID() string { return "w_" + rand.Text() }

// entry makes an entry of now. Arguments come as the client wrote them, and an export is
// text: what is no UTF-8 could not be verified from it.
func (j *Journal) entry(kind, principal, write string, body any) (tokenstore.Entry, error) {
	encoded, err := json.Marshal(body)
	encoded = bytes.ToValidUTF8(encoded, []byte("\uFFFD"))
	return tokenstore.Entry{At: j.Now().UTC(), Principal: principal, Kind: kind, Write: write, Body: encoded}, err
}

// add adds an entry of now to the chain.
func (j *Journal) add(ctx context.Context, kind, principal, write string, body any) error {
	entry, err := j.entry(kind, principal, write, body)
	if err == nil {
		_, err = j.Store.Append(ctx, entry)
	}
	return err
}

// decode reads JSON, with numbers as they are written: amounts are no binary floats.
func decode(text []byte, into any) error {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	return decoder.Decode(into)
}

// poke has Watch look again.
func (j *Journal) poke() {
	select {
	case j.wake <- struct{}{}:
	default: // It is woken already.
	}
}

// regardless goes on after the caller has gone, for as long as storing may take.
func regardless(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(ctx), storing)
}
