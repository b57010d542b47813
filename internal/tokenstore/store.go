// Package tokenstore owns connections at rest: what is kept for each principal
// and kind of Concur token, and how a change of it is made safe against others
// who change it at the same time. It also keeps what is only ever added to, as a chain.
//
// It knows nothing of OAuth: it keeps records, tickets, entries and locks.
package tokenstore

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// ErrNotFound says that no record has the key.
var ErrNotFound = errors.New("no such connection")

// ErrTooMany says that a principal has too many open tickets of a purpose.
var ErrTooMany = errors.New("too many are open already")

// ErrExists says that there is a ticket of that ID already.
var ErrExists = errors.New("there is one already")

// ErrUnreachable says that a store could not be asked: its server does not answer,
// or its disk or keychain does not work. What was kept is still there.
var ErrUnreachable = errors.New("the store of connections cannot be reached")

// Unreachable makes a failure of a disk or a server an ErrUnreachable. A caller that
// gave up is told so instead.
func Unreachable(err error) error {
	if err == nil || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return fmt.Errorf("%w: %w", ErrUnreachable, err)
}

// MostTickets is how many open tickets of a purpose one principal may have.
const MostTickets = 20

// MostTicketBytes is how long the body of a ticket may be.
const MostTicketBytes = 50 << 20

// Key names a connection: whose it is, and which kind of Concur token it holds.
type Key struct {
	// Principal is the caller the connection belongs to.
	Principal string
	// Kind is "user" or "company".
	Kind string
}

// State says what is known of a connection's health.
type State string

// The states of a connection.
const (
	// Connected means that nothing is known against it.
	Connected State = ""
	// SignInAgain means that Concur refused its refresh token for good.
	SignInAgain State = "sign_in_again"
)

// Record is one connection. Its tokens are secrets: a backend that writes to a
// disk or a network encrypts them. The names of its JSON are kept on disks: they do
// not change.
type Record struct {
	Key   `json:"-"`
	State State `json:"state,omitempty"`
	// Subject is the UUID of the person or company the tokens stand for; empty
	// until the first refresh.
	Subject string `json:"subject,omitempty"`
	// Account is what people call the account, such as a login or the name of the
	// company; empty where Concur did not say.
	Account string `json:"account,omitempty"`
	// Unseen says that the principal has not been told yet whose account this is. It is
	// not used before.
	Unseen bool `json:"unseen,omitempty"`
	// Replaced is what people call the account that was there before, until this one
	// was told of; empty if there was none.
	Replaced string `json:"replaced,omitempty"`
	// Since is when the connection was made, in UTC.
	Since time.Time `json:"since,omitzero"`
	// Geolocation is the scheme and host all calls go to (Authentication > Base URIs).
	Geolocation string   `json:"geolocation,omitempty"`
	Scopes      []string `json:"scopes,omitempty"`
	// AccessToken may be empty; AccessExpires is in UTC.
	AccessToken   string    `json:"access_token,omitempty"`
	AccessExpires time.Time `json:"access_expires,omitzero"`
	// RefreshToken renews the access token; RefreshExpires slides with each use.
	RefreshToken   string    `json:"refresh_token,omitempty"`
	RefreshExpires time.Time `json:"refresh_expires,omitzero"`
	// PreviousRefreshToken is the one that RefreshToken replaced. It is tried once if
	// that is refused: an answer that was lost may have been about it.
	PreviousRefreshToken string `json:"previous_refresh_token,omitempty"`
	// Imported is a digest of the token that was set from outside when the record was
	// made, so that setting it again does not undo what has come since.
	Imported string `json:"imported,omitempty"`
}

// Ticket is something short-lived that whoever holds a secret may redeem: a link to
// sign in, a link to hand over a file. The secret itself is kept nowhere.
type Ticket struct {
	// ID is a digest of the secret, or another name that cannot be guessed.
	ID string
	// Purpose tells the kinds of tickets apart, such as "sign_in".
	Purpose string
	// Principal is the caller it was made for.
	Principal string
	// Expires is in UTC; a ticket is not found after it.
	Expires time.Time
	// Body is what the purpose keeps, encrypted like a record.
	Body []byte
	// Most is how many open ones of the purpose the principal may have, this one
	// included; MostTickets if zero. It counts when the ticket is put, and is not kept.
	Most int
}

// Store keeps records, tickets and entries. All methods are safe for concurrent use.
type Store interface {
	// Get returns a record or ErrNotFound.
	Get(ctx context.Context, key Key) (Record, error)
	// List returns the records of a principal, ordered by kind.
	List(ctx context.Context, principal string) ([]Record, error)
	// Delete removes a record; removing what is not there is not an error.
	Delete(ctx context.Context, key Key) error
	// Update replaces the record of a key by what change makes of it. It holds the
	// key's lock for the whole of change, so that of several callers one works and
	// the others see what it did. change gets a zero Record with the key set where
	// none exists. When change fails nothing is written and its error is returned.
	Update(ctx context.Context, key Key, change func(old Record) (Record, error)) (Record, error)
	// Kinds lists the kinds of a principal's connections, in order, without opening them.
	Kinds(ctx context.Context, principal string) ([]string, error)
	// Each shows every record, in no order, until visit fails. visit may use the store.
	// A record that cannot be opened does not hide the others: its error comes at the end.
	Each(ctx context.Context, visit func(Record) error) error

	// PutTicket keeps a new ticket. It fails with ErrTooMany where the principal has
	// as many open ones of the purpose as is allowed, and with ErrExists where its ID is taken.
	PutTicket(ctx context.Context, ticket Ticket) error
	// Ticket returns a ticket or ErrNotFound.
	Ticket(ctx context.Context, id string) (Ticket, error)
	// UpdateTicket is Update for a ticket that exists; otherwise it fails with ErrNotFound.
	// Only the body can change.
	UpdateTicket(ctx context.Context, id string, change func(old Ticket) (Ticket, error)) (Ticket, error)
	// DeleteTicket removes a ticket; removing what is not there is not an error. It
	// waits for nobody: a change that is under way fails with ErrNotFound at its end.
	DeleteTicket(ctx context.Context, id string) error
	// Tickets returns the open tickets of a purpose, of all principals, the one that ends
	// first (the oldest, where all live as long) before the others. One that cannot be
	// opened does not hide the others: its error comes with them.
	Tickets(ctx context.Context, purpose string) ([]Ticket, error)

	// Append adds an entry to the one chain of the store, whichever process it comes from,
	// and returns it with Seq, Previous and Hash. Where a quota is used up it fails with
	// QuotaError; the counting and the adding are one step. After another error, such as
	// ErrUnreachable, the entry may be there all the same.
	Append(ctx context.Context, entry Entry, quotas ...Quota) (Entry, error)
	// Entries shows the entries after a Seq, in their order, until visit fails. visit may
	// use the store. One that was altered does not hide the others: its error, which is
	// ErrTampered, comes at the end. One that was left out is for the reader to notice, by
	// Seq and Previous.
	Entries(ctx context.Context, after int64, visit func(Entry) error) error

	// Ping reports whether the store can be reached.
	Ping(ctx context.Context) error
	// Reseal encrypts with the newest key what is encrypted with an older one, and says
	// how many records, tickets and entries that were. Then the older keys can go. The
	// hashes of entries stay as they are.
	Reseal(ctx context.Context) (int, error)
	// Close lets go of files and connections.
	Close() error
}
