package app

import (
	"context"
	"io"
	"strings"

	"github.com/concur-mcp/concur-mcp/internal/files"
	"github.com/concur-mcp/concur-mcp/internal/uploads"
	"github.com/concur-mcp/concur-mcp/tools/images"
)

// handover gives tools the files that people handed over.
type handover struct{ uploads *uploads.Service }

// Open implements images.Handover.
func (h handover) Open(
	ctx context.Context, principal, handle, exactly string, most int64,
) (file files.File, ended func(error), err error) {
	file, ended, err = h.uploads.Take(ctx, principal, strings.TrimPrefix(handle, images.HandlePrefix), exactly)
	if err == nil && file.Size > most { // It was asked for where larger ones are taken.
		if err = refused(file, most); err != nil {
			ended(err)
		}
	}
	return file, ended, err
}

// refused says that a file is too large, in the words of other files.
func refused(file files.File, most int64) error {
	content, err := file.Open()
	if err != nil {
		return err
	}
	defer func() { _ = content.Close() }() // It is in memory.
	held, err := io.ReadAll(content)
	if err != nil {
		return err
	}
	_, err = files.FromBytes(file.Name, held, most)
	return err
}
