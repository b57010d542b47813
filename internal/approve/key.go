package approve

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"errors"
	"time"

	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
)

const (
	keyBytes = 32
	// keyOwner is nobody's principal: those of callers have a slash or are "local".
	keyOwner = "concur-mcp"
	dayForm  = "20060102"
)

// dayOf names the day of a key, in UTC.
func dayOf(at time.Time) string { return at.UTC().Format(dayForm) }

// current reports whether a confirmation that was sealed with the key of a day may still
// be good. One of tomorrow was sealed by a replica whose clock is ahead.
func (d *Desk) current(day string) bool {
	now := d.now()
	return day == dayOf(now) || day == dayOf(now.Add(-Lasts)) || day == dayOf(now.Add(Lasts))
}

// outOfDay says what is wrong with a confirmation of another day.
func (d *Desk) outOfDay(day string) error {
	if sealed, err := time.Parse(dayForm, day); err == nil && sealed.Before(d.now()) {
		return errExpired
	}
	return errAltered
}

// sealOf gives the cipher of a day. All replicas have the same key: whichever needs it
// first puts it into the store, which keeps it encrypted, and it ends with its day.
func (d *Desk) sealOf(ctx context.Context, day string) (cipher.AEAD, error) {
	d.mu.Lock()
	seal, ok := d.seals[day]
	d.mu.Unlock()
	if ok {
		return seal, nil
	}
	key, err := d.key(ctx, day)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	if seal, err = cipher.NewGCMWithRandomNonce(block); err != nil {
		return nil, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	for old := range d.seals {
		if !d.current(old) {
			delete(d.seals, old)
		}
	}
	d.seals[day] = seal
	return seal, nil
}

// key reads the key of a day, or makes it.
func (d *Desk) key(ctx context.Context, day string) ([]byte, error) {
	id := "confirmation_key/" + day
	kept, err := d.store.Ticket(ctx, id)
	if !errors.Is(err, tokenstore.ErrNotFound) {
		return kept.Body, err
	}
	begun, err := time.Parse(dayForm, day)
	if err != nil {
		return nil, err
	}
	key := make([]byte, keyBytes)
	_, _ = rand.Read(key) // It never fails (crypto/rand).
	err = d.store.PutTicket(ctx, tokenstore.Ticket{
		ID: id, Purpose: "confirmation_key", Principal: keyOwner, Body: key,
		Expires: begun.AddDate(0, 0, 1).Add(keyOutlasts),
	})
	if !errors.Is(err, tokenstore.ErrExists) {
		return key, err
	}
	kept, err = d.store.Ticket(ctx, id)
	return kept.Body, err
}
