package images

import (
	"context"
	"errors"
	"io"
	"slices"
	"strings"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/internal/files"
	"github.com/concur-mcp/concur-mcp/tools"
)

// Limits are what an endpoint of Concur takes.
type Limits struct {
	// MediaTypes, in the form of the constants of internal/files.
	MediaTypes []string
	// Bytes is the largest size.
	Bytes int64
}

// Fetcher opens files at public https addresses.
type Fetcher = concur.Fetcher

// Source opens images and gives them out.
type Source struct {
	folders *files.Folders
	fetch   Fetcher
	handed  Handover
	// scaling lets one image at a time be scaled: an open one may take
	// mostMemory, and half as much again on the way.
	scaling chan struct{}
}

// NewSource makes a Source. Folders may allow none; without a Fetcher no addresses
// are called, and without a Handover nobody is asked for a file.
func NewSource(folders *files.Folders, fetch Fetcher, handed Handover) *Source {
	return &Source{folders: folders, fetch: fetch, handed: handed, scaling: make(chan struct{}, 1)}
}

// Open checks an image against the limits and gives it as something to send. A file
// is read while it is sent, and never held as a whole; what comes from an address, or
// is scaled down, is held. purpose is for the person who is asked for the image,
// and for nothing else.
//
// It fails with *WantedError where a person has to be asked first.
func (s *Source) Open(ctx context.Context, call *tools.Call, purpose Purpose, in In, limits Limits) (*concur.Upload, error) {
	if err := in.check(); err != nil {
		return nil, err
	}
	most := limits.Bytes
	if in.ScaleDown {
		most = max(most, largestOpened)
	}
	var file files.File
	var err error
	if in.File != "" {
		file, err = s.fromPerson(ctx, call, in, Wanted{
			About: purpose.About, For: strings.Join(purpose.Exactly, "\x00"), MediaTypes: limits.MediaTypes, Bytes: most,
		})
	} else {
		file, err = s.file(ctx, in, most)
	}
	if err != nil {
		return nil, withScaling(err, in)
	}
	if in.ScaleDown {
		if file, err = s.scaledDown(ctx, file, limits); err != nil {
			return nil, err
		}
	}
	if !slices.Contains(limits.MediaTypes, file.MediaType) {
		return nil, tools.Argumentf(in.argument(), "%s is %s, which Concur does not take here", file.Name, file.MediaType).
			WithHint("Convert it to one of %s.", strings.Join(limits.MediaTypes, ", "))
	}
	return &concur.Upload{MediaType: file.MediaType, Size: file.Size, Open: file.Open}, nil
}

func (s *Source) file(ctx context.Context, in In, most int64) (files.File, error) {
	in, err := in.plain()
	switch {
	case err != nil:
		return files.File{}, err
	case in.FilePath != "":
		return s.folders.Open(in.FilePath, most)
	case in.URL != "":
		return s.fetched(ctx, in.URL, most)
	default:
		return files.FromBase64(in.FileContent, in.MediaType, most)
	}
}

// fetched reads a file from an address and holds it: an upload must be able to begin
// again, and its size must be known.
func (s *Source) fetched(ctx context.Context, address string, most int64) (files.File, error) {
	if s.fetch == nil {
		return files.File{}, tools.Argumentf("url", "this server calls no addresses").
			WithHint("Give file_path or file_content; the operator allows addresses with --fetch-urls.")
	}
	content, _, err := s.fetch.Get(ctx, address, most)
	if err != nil {
		return files.File{}, err
	}
	defer func() { _ = content.Close() }() // It was only read.
	held, err := io.ReadAll(content)
	if err != nil {
		return files.File{}, err
	}
	return files.FromBytes("the file at the address", held, most)
}

// withScaling names scale_down where a file is too large for the endpoint and that
// was not tried.
func withScaling(err error, in In) error {
	var large *files.Error
	if in.ScaleDown || !errors.As(err, &large) || !large.TooLarge {
		return err
	}
	return &largeError{large}
}

// largeError is a file that is too large as it is.
type largeError struct{ tools.Problem }

// NextStep implements tools.Problem.
func (e *largeError) NextStep() string {
	return "If it is an image, call again with scale_down; a PDF must be made smaller."
}

// Unwrap gives what is wrong with the file.
func (e *largeError) Unwrap() error { return e.Problem }
