package uploads

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
	"github.com/concur-mcp/concur-mcp/internal/web"
)

const (
	// linkLife is how long a file can be handed over.
	linkLife = 10 * time.Minute
	// keptFor is how long the file is there for the tool, from the link on.
	keptFor = 3 * linkLife
)

// purpose of the tickets.
const purpose = "upload"

// mostBytes is how large a file may be: a ticket has room for it and for what is known of it.
const mostBytes = tokenstore.MostTicketBytes - 1<<20

// Settings make a Service.
type Settings struct {
	Store tokenstore.Store
	// Base is the address that browsers reach the pages by.
	Base func() string
	// Now is the clock; time.Now if nil.
	Now func() time.Time
	// Logger hears of failures; nobody if nil.
	Logger *slog.Logger
}

// Service hands out links, serves their page and keeps the files.
type Service struct {
	Settings
	arrivals *arrivals
}

// New makes a Service; nothing is read or written.
func New(settings Settings) *Service {
	if settings.Now == nil {
		settings.Now = time.Now
	}
	if settings.Logger == nil {
		settings.Logger = slog.New(slog.DiscardHandler)
	}
	return &Service{Settings: settings, arrivals: newArrivals()}
}

// Wanted is a file that a caller asks a person for.
type Wanted struct {
	// Principal may take the file, and nobody else.
	Principal string
	// Who is shown on the page as the one that asked.
	Who string
	// About says what the file is for, and is shown too.
	About string
	// For names the same exactly: the file is of use for that alone. It is not shown.
	For string
	// MediaTypes that may come in, in the form of the constants of internal/files.
	MediaTypes []string
	// Bytes is the largest size.
	Bytes int64
}

// Link is what a person is handed.
type Link struct {
	// ID names the file that is to come; it is no secret and opens no page.
	ID string
	// URL is a secret: who opens it first may hand over a file.
	URL string
	// Expires is when no file is taken any more, in UTC.
	Expires time.Time
}

// Start makes a link. It fails with TooManyError.
func (s *Service) Start(ctx context.Context, wanted Wanted) (Link, error) {
	secret, now := web.Secret(), s.Now().UTC()
	asked := upload{
		Who: shown(wanted.Who, longestText), About: shown(wanted.About, longestText), For: web.Digest(wanted.For),
		MediaTypes: wanted.MediaTypes, Bytes: min(wanted.Bytes, mostBytes), Opens: now.Add(linkLife),
	}
	body, err := asked.body()
	if err != nil {
		return Link{}, err
	}
	id := web.Digest(secret)
	err = s.Store.PutTicket(ctx, tokenstore.Ticket{
		ID: id, Purpose: purpose, Principal: wanted.Principal, Expires: now.Add(keptFor), Body: body,
	})
	if errors.Is(err, tokenstore.ErrTooMany) {
		return Link{}, &TooManyError{}
	}
	if err != nil {
		return Link{}, fmt.Errorf("asking for a file: %w", err)
	}
	return Link{ID: id, URL: strings.TrimSuffix(s.Base(), "/") + "/upload/" + secret, Expires: asked.Opens}, nil
}

// The pause between two looks grows, because people take minutes more often than
// moments.
const (
	firstPause   = 250 * time.Millisecond
	longestPause = time.Second
)

// Wait looks until the file of a link has come, whichever replica its person comes
// to. It fails with GoneError, also for the link of another principal, and with
// ctx's error.
func (s *Service) Wait(ctx context.Context, principal, id string) error {
	for pause := firstPause; ; pause = min(pause*2, longestPause) {
		u, err := s.read(ctx, principal, id)
		switch {
		case err != nil:
			return err
		case u.Name != "":
			return nil
		case !s.Now().Before(u.Opens):
			return &GoneError{}
		}
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// read finds what is asked of a person for a principal. It fails with GoneError.
func (s *Service) read(ctx context.Context, principal, id string) (upload, error) {
	ticket, err := s.Store.Ticket(ctx, id)
	if err == nil && ticket.Principal != principal {
		return upload{}, &GoneError{}
	}
	if err == nil {
		var u upload
		if u, err = s.upload(ticket); err == nil {
			return u, nil
		}
	}
	if errors.Is(err, tokenstore.ErrNotFound) {
		return upload{}, &GoneError{}
	}
	return upload{}, fmt.Errorf("looking for a file that was handed over: %w", err)
}
