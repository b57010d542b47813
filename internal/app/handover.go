package app

import (
	"context"
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
	if err != nil {
		return files.File{}, nil, err
	}
	if err = file.Within(most); err != nil { // It was asked for where larger ones are taken.
		ended(err)
	}
	return file, ended, err
}
