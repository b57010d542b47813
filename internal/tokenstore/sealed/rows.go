// Package sealed is what all stores share that write to a disk or a network: they
// encrypt, lock, count and sweep the same way. Where the rows lie is up to Rows.
package sealed

import (
	"context"
	"errors"
	"time"

	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
)

// ErrChanged says that a row is not what it was when it was read, so that it was
// not written. It takes the loss of a lock to get here.
var ErrChanged = errors.New("it was changed by somebody else in the meantime; nothing was written")

// Row is a record as it is kept: whose it is in the clear, the rest encrypted.
type Row struct {
	tokenstore.Key
	Sealed []byte
}

// Rows keeps rows and tickets whose bodies are encrypted. No method is called
// around a change that takes long, and each may be called from many goroutines.
type Rows interface {
	// Lock holds against all who open the same rows, in this process and others, until
	// unlock or until the process dies.
	Lock(ctx context.Context, name string) (unlock func(), err error)
	// Prepare makes folders and tables that are missing. It is called under a lock.
	Prepare(ctx context.Context) error
	// Ping asks for a sign of life.
	Ping(ctx context.Context) error
	Close() error

	// Mark is a value that tells the key of these rows; nil where they are new.
	Mark(ctx context.Context) ([]byte, error)
	SetMark(ctx context.Context, mark []byte) error

	// Record gives the sealed record of a key, or tokenstore.ErrNotFound.
	Record(ctx context.Context, key tokenstore.Key) ([]byte, error)
	// Records gives the rows of a principal.
	Records(ctx context.Context, principal string) ([]Row, error)
	// Page gives some rows that come after a key, in an order that stays; none at the end.
	Page(ctx context.Context, after tokenstore.Key) ([]Row, error)
	// Replace puts a row in place of the one with that stamp (tokenstore.Stamp), or of
	// none where the stamp is nil. Otherwise it fails with ErrChanged.
	Replace(ctx context.Context, stamp []byte, row Row) error
	Remove(ctx context.Context, key tokenstore.Key) error

	// Ticket gives a ticket with a sealed body, or tokenstore.ErrNotFound.
	Ticket(ctx context.Context, id string) (tokenstore.Ticket, error)
	// TicketIDs lists all tickets.
	TicketIDs(ctx context.Context) ([]string, error)
	// CountTickets counts those of a principal and a purpose.
	CountTickets(ctx context.Context, principal, purpose string) (int, error)
	// AddTicket fails with tokenstore.ErrExists where the ID is taken.
	AddTicket(ctx context.Context, ticket tokenstore.Ticket) error
	// ReplaceTicket is Replace for the body of a ticket that is there.
	ReplaceTicket(ctx context.Context, stamp []byte, ticket tokenstore.Ticket) error
	RemoveTicket(ctx context.Context, id string) error
	// Tickets gives those of a purpose, with sealed bodies, in no order.
	Tickets(ctx context.Context, purpose string) ([]tokenstore.Ticket, error)
	// Sweep removes the tickets that end at that time or before it.
	Sweep(ctx context.Context, now time.Time) error

	// Append adds the entry, with a sealed body, that link makes of the last one (of which
	// it gets Seq and Hash; the zero Entry where there is none) and of how many entries
	// each quota counts. Nobody appends in between, in this process or another. link may
	// be called again; where it fails nothing is added.
	Append(ctx context.Context, quotas []tokenstore.Quota, link Link) error
	// Entries shows the entries after a Seq, with sealed bodies, in their order.
	Entries(ctx context.Context, after int64, visit func(tokenstore.Entry) error) error
	// ResealEntries puts in place of each sealed body what again gives for it, unless that
	// is nil. Nothing else of an entry changes, and none is added in place of another.
	ResealEntries(ctx context.Context, again func(tokenstore.Entry) []byte) error
}

// Link makes the entry that comes after the last one.
type Link func(last tokenstore.Entry, had []int) (tokenstore.Entry, error)
