package journal

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"sync/atomic"
	"time"

	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
	"github.com/concur-mcp/concur-mcp/tools"
)

// Begun is a write that is about to be sent.
type Begun struct {
	// ID is that of the write; NewID makes it if it is empty. Principal is who calls.
	ID, Principal string `json:"-"`
	// Key is that of the call (tools.Call), by which Concur may be asked. It is kept only
	// until the write has ended.
	Key string `json:"-"`
	// Call is the ID of the tool call, which may write more than once.
	Call string `json:"call,omitempty"`
	// Client is the name and version of the MCP client, as it says them itself.
	Client string       `json:"client,omitempty"`
	Tool   string       `json:"tool"`
	Effect tools.Effect `json:"effect"`
	// Operation is that of the catalogue; Method and Path are of the request, without host.
	Operation string `json:"operation"`
	Method    string `json:"method,omitempty"`
	Path      string `json:"path,omitempty"`
	// Person is the UUID of whose things are written, if it is not the caller.
	Person string `json:"person,omitempty"`
	// Company says that the caller may use the connection of the company: whoever looks
	// for the write later is allowed the same.
	Company bool `json:"company,omitempty"`
	// The digests are of the arguments without controls, and of the request.
	ArgumentsDigest string `json:"arguments_digest,omitempty"`
	RequestDigest   string `json:"request_digest,omitempty"`
	// Arguments are whole, without controls. They are recorded masked and shortened; whole
	// they are kept only until the write has ended.
	Arguments json.RawMessage `json:"arguments,omitempty"`
	Target    *Target         `json:"target,omitempty"`
	// Before is what is known before the write of how it can be undone, such as the former
	// values; it is marshalled.
	Before any `json:"before,omitempty"`
}

// Target is what a write is about, as it was before.
type Target struct {
	Kind   string `json:"kind"`
	ID     string `json:"id,omitempty"`
	Name   string `json:"name,omitempty"`
	Owner  string `json:"owner,omitempty"`
	Total  string `json:"total,omitempty"`
	Status string `json:"status,omitempty"`
	// Version changes whenever the target does.
	Version string `json:"version,omitempty"`
}

// Open is a write that has begun and not ended.
type Open struct {
	journal   *Journal
	id        string
	principal string
	ended     atomic.Bool
}

// ID is that of the write.
func (o *Open) ID() string { return o.id }

// Begin records a write that is about to be sent. After an error nothing may be sent; a
// *tokenstore.QuotaError says that there were too many.
func (j *Journal) Begin(ctx context.Context, b Begun, quotas ...tokenstore.Quota) (*Open, error) {
	// What comes back later than others may look for the write is not waited for.
	ctx, cancel := context.WithTimeout(ctx, j.Wait/2)
	defer cancel()
	b.ID = cmp.Or(b.ID, NewID())
	entry, err := j.entry(KindBegun, b.Principal, b.ID, j.recorded(b))
	if err != nil {
		return nil, err
	}
	if err := j.keep(ctx, b, entry.At); err != nil {
		return nil, err
	}
	if _, err = j.Store.Append(ctx, entry, quotas...); err != nil {
		j.abandon(ctx, b.ID, err)
		return nil, err
	}
	return &Open{journal: j, id: b.ID, principal: b.Principal}, nil
}

// keep puts the ticket of an open write, before its entry: an entry without a ticket
// would never be looked at.
func (j *Journal) keep(ctx context.Context, b Begun, at time.Time) error {
	body, err := json.Marshal(openTicket{Begun: b, Key: b.Key, At: at, Deadline: at.Add(j.Wait)})
	if err != nil {
		return err
	}
	err = j.Store.PutTicket(ctx, tokenstore.Ticket{
		ID: b.ID, Purpose: purposeOpen, Principal: b.Principal, Expires: at.Add(openFor), Body: body, Most: mostOpen,
	})
	if errors.Is(err, tokenstore.ErrTooMany) {
		return &TooManyOpenError{Most: mostOpen}
	}
	return err
}

// abandon takes the ticket of a write away that will not be sent. Where its entry may be
// in the chain all the same, the ticket says so until that is settled.
func (j *Journal) abandon(ctx context.Context, write string, why error) {
	ctx, cancel := regardless(ctx)
	defer cancel()
	if _, used := errors.AsType[*tokenstore.QuotaError](why); used {
		if j.Store.DeleteTicket(ctx, write) == nil {
			return
		}
	}
	err := j.change(ctx, write, func(t *openTicket) error {
		t.Unsent = true
		return nil
	})
	if err != nil { // It is looked at like any other, and nothing will be found.
		j.Logger.WarnContext(ctx, "a write that was not sent stays in the list of open ones", "write", write, "error", err)
	}
	j.poke()
}
