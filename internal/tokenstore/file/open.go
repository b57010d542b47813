package file

import (
	"time"

	"github.com/concur-mcp/concur-mcp/internal/tokenstore/sealed"
)

// Open makes a store at a path; nothing is touched until it is first used. Where keys
// is nil it keeps a key of its own beside the file.
func Open(path string, keys sealed.KeySource, now func() time.Time) *sealed.Store {
	if keys == nil {
		keys = sealed.KeyFile(path + ".key")
	}
	rows := NewRows(func() (string, error) { return path, nil })
	return sealed.New(sealed.Settings{Rows: rows, Keys: keys, Now: now})
}
