package images

import (
	"context"
	"strings"

	"github.com/concur-mcp/concur-mcp/internal/files"
	"github.com/concur-mcp/concur-mcp/tools"
)

// Ask is the value of In.File by which a person is asked for the file.
const Ask = "ask"

// HandlePrefix begins the handles of files that were handed over.
const HandlePrefix = "upload:"

// Handover opens files that people handed over by a link.
type Handover interface {
	// Open gives the file of a handle, once: it is of this caller and was wanted for
	// exactly this (Wanted.For), or an error. ended says what became of the call that
	// took it; a file that was not used can be taken again.
	Open(ctx context.Context, caller, handle, exactly string, most int64) (file files.File, ended func(error), err error)
}

// Purpose is what an image is for.
type Purpose struct {
	// About says it to a person, as "the receipt of …". Two purposes may be about the
	// same, and what it says of one may change while a person looks for the file.
	About string
	// Exactly names it: the tool, and what of its arguments tells one purpose from another.
	Exactly []string
}

// Wanted is a file that a person is asked for.
type Wanted struct {
	// About says what it is for, as "the receipt of the expense …".
	About string
	// For is the one purpose that it is of use for. It is for no eyes.
	For string
	// MediaTypes, in the form of the constants of internal/files.
	MediaTypes []string
	// Bytes is the largest size.
	Bytes int64
}

// WantedError says that a call cannot go on before a person has handed over a file.
type WantedError struct{ Wanted }

// Error implements error.
func (e *WantedError) Error() string { return "a person has to hand over " + e.About + " first" }

// WhatChanged says that nothing did.
func (e *WantedError) WhatChanged() string { return string(tools.NothingChanged) }

// NextStep is for where nobody can be asked.
func (e *WantedError) NextStep() string { return "Give file_path, file_content, url or resource." }

// Details implements tools.Problem.
func (e *WantedError) Details() map[string]string { return nil }

// fromPerson opens a file that was handed over, or says that one has to be.
func (s *Source) fromPerson(ctx context.Context, call *tools.Call, in In, wanted Wanted) (files.File, error) {
	switch {
	case s.handed == nil:
		return files.File{}, tools.Argumentf("file", "this server has no page to hand over files").
			WithHint("Give file_path, file_content, url or resource.")
	case in.File == Ask:
		return files.File{}, &WantedError{wanted}
	case !strings.HasPrefix(in.File, HandlePrefix):
		return files.File{}, tools.Argumentf("file", "is neither %q nor the handle of a file that was handed over", Ask).
			WithHint("Give %q, and afterwards what the answer says.", Ask)
	}
	file, ended, err := s.handed.Open(ctx, call.Caller, in.File, wanted.For, wanted.Bytes)
	if err != nil {
		return files.File{}, err
	}
	call.AtEnd(ended)
	return file, nil
}
