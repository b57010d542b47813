package file

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore/private"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore/sealed"
)

// A ticket is a file of its own, because its body may be long: a line of JSON that
// says what it is, then the sealed body. Its name is
//
//	<end in ms since 1970>-<digest of principal and purpose>-<digest of ID>
//
// so that they are counted and swept without being opened, and so that nothing that
// others choose becomes part of a path.
type header struct {
	ID        string `json:"id"`
	Purpose   string `json:"purpose"`
	Principal string `json:"principal"`
	Expires   int64  `json:"expires"`
}

// half marks files that are being written (private.Write).
const half = ".new"

func nameOf(t tokenstore.Ticket) string {
	return strconv.FormatInt(t.Expires.UnixMilli(), 10) + "-" + digest(t.Principal+"\x00"+t.Purpose) + "-" + digest(t.ID)
}

func digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:16])
}

// Ticket implements sealed.Rows.
func (r *Rows) Ticket(_ context.Context, id string) (tokenstore.Ticket, error) {
	path, err := r.find(id)
	if err != nil {
		return tokenstore.Ticket{}, err
	}
	return readTicket(path)
}

func readTicket(path string) (tokenstore.Ticket, error) {
	text, err := private.Read(path)
	if errors.Is(err, fs.ErrNotExist) {
		return tokenstore.Ticket{}, tokenstore.ErrNotFound
	}
	if err != nil {
		return tokenstore.Ticket{}, tokenstore.Unreachable(err)
	}
	line, body, _ := bytes.Cut(text, []byte("\n"))
	var h header
	if err := json.Unmarshal(line, &h); err != nil {
		return tokenstore.Ticket{}, fmt.Errorf("%s is not a ticket: %w", path, err)
	}
	return tokenstore.Ticket{ID: h.ID, Purpose: h.Purpose, Principal: h.Principal, Expires: time.UnixMilli(h.Expires).UTC(), Body: body}, nil
}

// TicketIDs implements sealed.Rows.
func (r *Rows) TicketIDs(context.Context) ([]string, error) {
	folder, names, err := r.tickets()
	var ids []string
	for _, name := range names {
		ticket, err := readTicket(filepath.Join(folder, name))
		if err == nil {
			ids = append(ids, ticket.ID)
		} else if !errors.Is(err, tokenstore.ErrNotFound) {
			return nil, err
		}
	}
	return ids, err
}

// Tickets implements sealed.Rows.
func (r *Rows) Tickets(_ context.Context, purpose string) ([]tokenstore.Ticket, error) {
	folder, names, err := r.tickets()
	var tickets []tokenstore.Ticket
	for _, name := range names {
		ticket, err := readTicket(filepath.Join(folder, name))
		if err == nil && ticket.Purpose == purpose {
			tickets = append(tickets, ticket)
		} else if err != nil && !errors.Is(err, tokenstore.ErrNotFound) {
			return nil, err
		}
	}
	return tickets, err
}

// CountTickets implements sealed.Rows.
func (r *Rows) CountTickets(_ context.Context, principal, purpose string) (int, error) {
	_, names, err := r.tickets()
	count, group := 0, "-"+digest(principal+"\x00"+purpose)+"-"
	for _, name := range names {
		if strings.Contains(name, group) {
			count++
		}
	}
	return count, err
}

// AddTicket implements sealed.Rows.
func (r *Rows) AddTicket(ctx context.Context, ticket tokenstore.Ticket) error {
	return r.holding(ctx, func() error {
		switch _, err := r.find(ticket.ID); {
		case err == nil:
			return tokenstore.ErrExists
		case !errors.Is(err, tokenstore.ErrNotFound):
			return err
		}
		return r.writeTicket(ticket)
	})
}

// ReplaceTicket implements sealed.Rows.
func (r *Rows) ReplaceTicket(ctx context.Context, stamp []byte, ticket tokenstore.Ticket) error {
	return r.holding(ctx, func() error {
		old, err := r.Ticket(ctx, ticket.ID)
		if err != nil {
			return err
		}
		if !bytes.Equal(tokenstore.Stamp(old.Body), stamp) {
			return sealed.ErrChanged
		}
		return r.writeTicket(ticket)
	})
}

// RemoveTicket implements sealed.Rows.
func (r *Rows) RemoveTicket(ctx context.Context, id string) error {
	return r.holding(ctx, func() error {
		path, err := r.find(id)
		if errors.Is(err, tokenstore.ErrNotFound) {
			return nil
		}
		if err == nil {
			err = tokenstore.Unreachable(os.Remove(path))
		}
		return err
	})
}

// Sweep implements sealed.Rows. What a crash left half-written goes with the rest.
func (r *Rows) Sweep(ctx context.Context, now time.Time) error {
	folder, names, err := r.listing()
	if err != nil {
		return err
	}
	for _, name := range names {
		end, _, _ := strings.Cut(name, "-")
		ms, err := strconv.ParseInt(end, 10, 64)
		if err != nil || ms > now.UnixMilli() {
			continue // the former is not ours
		}
		err = r.holding(ctx, func() error { return os.Remove(filepath.Join(folder, name)) })
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return tokenstore.Unreachable(err)
		}
	}
	return nil
}

// find gives the path of a ticket, or tokenstore.ErrNotFound.
func (r *Rows) find(id string) (string, error) {
	folder, names, err := r.tickets()
	if err != nil {
		return "", err
	}
	end := "-" + digest(id)
	for _, name := range names {
		if strings.HasSuffix(name, end) {
			return filepath.Join(folder, name), nil
		}
	}
	return "", tokenstore.ErrNotFound
}

// tickets lists the files of tickets, without those that are being written.
func (r *Rows) tickets() (folder string, names []string, err error) {
	folder, names, err = r.listing()
	return folder, slices.DeleteFunc(names, func(name string) bool { return strings.HasSuffix(name, half) }), err
}

func (r *Rows) listing() (folder string, names []string, err error) {
	path, err := r.place.Path()
	if err != nil {
		return "", nil, tokenstore.Unreachable(err)
	}
	folder = path + ".tickets"
	entries, err := os.ReadDir(folder)
	for _, entry := range entries {
		names = append(names, entry.Name())
	}
	return folder, names, tokenstore.Unreachable(err)
}

func (r *Rows) writeTicket(t tokenstore.Ticket) error {
	path, err := r.place.Path()
	if err != nil {
		return tokenstore.Unreachable(err)
	}
	text, err := json.Marshal(header{ID: t.ID, Purpose: t.Purpose, Principal: t.Principal, Expires: t.Expires.UnixMilli()})
	if err != nil {
		return err
	}
	text = append(append(text, '\n'), t.Body...)
	return tokenstore.Unreachable(private.Write(filepath.Join(path+".tickets", nameOf(t)), text))
}

// holding works under the lock of the tickets' folder.
func (r *Rows) holding(ctx context.Context, work func() error) error {
	unlock, err := r.moment(ctx, "tickets")
	if err != nil {
		return err
	}
	defer unlock()
	return work()
}
