package uploads

import (
	"context"
	"errors"
	"time"

	"github.com/concur-mcp/concur-mcp/internal/files"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
	"github.com/concur-mcp/concur-mcp/internal/web"
)

// problem is the shape of an error that says what it left behind.
type problem interface{ WhatChanged() string }

const nothingChanged = "nothing_changed"

// Take gives the file of a link to one call. ended says what became of the call: a file
// that was used is deleted, one that was not can be taken again, and of one that may
// have been used nobody gets a second copy.
//
// purpose is what the file was asked for (Wanted.For). It fails with GoneError, MissingError,
// UsedError or ElseError.
func (s *Service) Take(ctx context.Context, principal, id, purpose string) (file files.File, ended func(error), err error) {
	u, err := s.read(ctx, principal, id)
	switch {
	case err != nil:
		return files.File{}, nil, err
	case !web.Known(purpose, u.For):
		return files.File{}, nil, &ElseError{About: u.About}
	case u.Name == "":
		return files.File{}, nil, &MissingError{}
	}
	if file, err = files.FromBytes(u.Name, u.content, u.Bytes); err != nil {
		return files.File{}, nil, err
	}
	if err := s.mark(ctx, id, true); err != nil {
		return files.File{}, nil, err
	}
	file.Name = u.Name
	return file, func(err error) { s.ended(context.WithoutCancel(ctx), id, err) }, nil
}

// mark writes down that a call has the file, which only one can have.
func (s *Service) mark(ctx context.Context, id string, taken bool) error {
	_, err := s.Store.UpdateTicket(ctx, id, func(old tokenstore.Ticket) (tokenstore.Ticket, error) {
		u, err := s.upload(old)
		if err != nil {
			return old, err
		}
		if taken && u.Taken {
			return old, &UsedError{}
		}
		u.Taken = taken
		old.Body, err = u.body()
		return old, err
	})
	if errors.Is(err, tokenstore.ErrNotFound) {
		return &GoneError{}
	}
	return err
}

// endPatience bounds the last word on a file.
const endPatience = 10 * time.Second

func (s *Service) ended(ctx context.Context, id string, err error) {
	ctx, cancel := context.WithTimeout(ctx, endPatience)
	defer cancel()
	var what problem
	var failed error
	switch {
	case err == nil:
		failed = s.Store.DeleteTicket(ctx, id)
	case errors.As(err, &what) && what.WhatChanged() == nothingChanged:
		failed = s.mark(ctx, id, false)
	}
	if failed != nil {
		// The file stays as it is, and goes with its time.
		s.Logger.WarnContext(ctx, "the end of a handed over file was not written down", "error", failed)
	}
}
