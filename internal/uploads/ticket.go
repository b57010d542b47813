package uploads

import (
	"bytes"
	"encoding/json"
	"errors"
	"time"

	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
)

// upload is the body of a ticket: what is asked for and, once it is there, the file.
type upload struct {
	Who, About string
	// For is a digest of what the file is for.
	For        string
	MediaTypes []string
	Bytes      int64
	// Opens is the last moment at which a file is taken.
	Opens time.Time
	// Name and MediaType are of the file; empty before there is one.
	Name, MediaType string
	// Taken says that a call has the file, and may have used it.
	Taken bool
	// principal is the ticket's.
	principal string
	// content is written behind the rest as it is: as JSON it would grow by a third.
	content []byte
}

var errBroken = errors.New("a file that was handed over is kept in a form that is not known")

func (u upload) body() ([]byte, error) {
	head, err := json.Marshal(u) // its one line has no line break
	if err != nil {
		return nil, err
	}
	return append(append(head, '\n'), u.content...), nil
}

// upload reads a ticket. It fails with tokenstore.ErrNotFound too where the ticket is
// about something else or its time is over.
func (s *Service) upload(ticket tokenstore.Ticket) (upload, error) {
	if ticket.Purpose != purpose || !s.Now().Before(ticket.Expires) {
		return upload{}, tokenstore.ErrNotFound
	}
	head, content, found := bytes.Cut(ticket.Body, []byte{'\n'})
	var u upload
	if !found || json.Unmarshal(head, &u) != nil {
		return upload{}, errBroken
	}
	u.principal, u.content = ticket.Principal, content
	return u, nil
}
