package approve

import (
	"context"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"strings"
	"sync"
	"time"

	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
)

// Lasts is how long a person's consent is good for.
const Lasts = 10 * time.Minute

const (
	// keyOutlasts is how much longer than its day a key is kept: confirmations of its
	// last minute are still good then, by the clock of whoever is behind.
	keyOutlasts = 2 * Lasts
	// mostSpent is how many confirmations of a caller are remembered.
	mostSpent = 5_000
)

// Confirmation is what a person is asked to agree to, as it is sealed. Whoever takes it
// back compares it with what is about to happen.
type Confirmation struct {
	// Principal is the caller it was made for, and Tool what they called.
	Principal, Tool string
	// Arguments and Request are digests, Version that of the target; in hexadecimal
	// they make the shortest seal.
	Arguments, Request, Version string
	// Expires is in UTC, in whole seconds.
	Expires time.Time
	// Nonce tells two confirmations of the same thing apart; Seal makes it.
	Nonce string
}

// Desk seals confirmations, and sees to it that each is used once, whichever replica it
// comes back to.
type Desk struct {
	store tokenstore.Store
	now   func() time.Time

	mu    sync.Mutex
	seals map[string]cipher.AEAD // by day
}

// NewDesk makes a desk over the store that all replicas share.
func NewDesk(store tokenstore.Store, now func() time.Time) *Desk {
	return &Desk{store: store, now: now, seals: map[string]cipher.AEAD{}}
}

// Need asks for consent: it seals the confirmation, which expires after Lasts, and returns
// the error that stops the write.
func (d *Desk) Need(ctx context.Context, question Question, c Confirmation) (*NeededError, error) {
	c.Expires = d.now().Add(Lasts).UTC().Truncate(time.Second)
	sealed, err := d.Seal(ctx, c)
	if err != nil {
		return nil, err
	}
	return &NeededError{Question: question, Sealed: sealed, Expires: c.Expires}, nil
}

// Seal writes a confirmation so that its bearer can neither read nor alter it.
func (d *Desk) Seal(ctx context.Context, c Confirmation) (string, error) {
	day := dayOf(d.now())
	seal, err := d.sealOf(ctx, day)
	if err != nil {
		return "", trouble(err)
	}
	c.Nonce = rand.Text()
	packed := seal.Seal(nil, nil, pack(c), []byte(day)) //nolint:gosec // The cipher makes the nonce.
	return day + "." + base64.RawURLEncoding.EncodeToString(packed), nil
}

// Open reads a confirmation that a caller brings. Its errors are tools.Problems: it was
// altered, is over, or is somebody else's.
func (d *Desk) Open(ctx context.Context, principal, sealed string) (Confirmation, error) {
	day, text, _ := strings.Cut(strings.TrimSpace(sealed), ".")
	if !d.current(day) {
		return Confirmation{}, d.outOfDay(day)
	}
	seal, err := d.sealOf(ctx, day)
	if err != nil {
		return Confirmation{}, trouble(err)
	}
	raw, err := base64.RawURLEncoding.DecodeString(text)
	// Several texts stand for the same bytes; one was handed out.
	if err != nil || base64.RawURLEncoding.EncodeToString(raw) != text {
		return Confirmation{}, errAltered
	}
	packed, err := seal.Open(nil, nil, raw, []byte(day))
	if err != nil {
		return Confirmation{}, errAltered
	}
	c, err := unpack(packed)
	switch {
	case err != nil:
		return Confirmation{}, errAltered
	case c.Principal != principal:
		return Confirmation{}, errForeign
	case !d.now().Before(c.Expires):
		return Confirmation{}, errExpired
	default:
		return c, nil
	}
}

// Spend uses a confirmation up. It fails with a tools.Problem where that was done
// before, here or on another replica.
func (d *Desk) Spend(ctx context.Context, c Confirmation) error {
	err := d.store.PutTicket(ctx, tokenstore.Ticket{
		ID: "confirmation/" + c.Nonce, Purpose: "confirmation", Principal: c.Principal, Most: mostSpent,
		// A replica whose clock is behind may still take the confirmation for good.
		Expires: c.Expires.Add(Lasts),
	})
	switch {
	case errors.Is(err, tokenstore.ErrExists):
		return errSpent
	case errors.Is(err, tokenstore.ErrTooMany):
		return errCrowded
	case err != nil:
		return trouble(err)
	default:
		return nil
	}
}
