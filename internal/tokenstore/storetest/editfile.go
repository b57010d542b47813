package storetest

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
)

// EditFile is Edit for stores in a file. It knows the format on its own, so that the
// format cannot change unnoticed.
func EditFile(t *testing.T, path string, change func(Raw)) {
	t.Helper()
	type row struct {
		Principal string `json:"principal"`
		Kind      string `json:"kind"`
		Sealed    []byte `json:"sealed"`
	}
	var content struct {
		Version int    `json:"version"`
		Mark    []byte `json:"mark"`
		Records []row  `json:"records"`
	}
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(text, &content))
	require.Equal(t, 1, content.Version)
	raw := Raw{Records: map[tokenstore.Key][]byte{}, Tickets: map[string][]byte{}}
	for _, r := range content.Records {
		raw.Records[tokenstore.Key{Principal: r.Principal, Kind: r.Kind}] = r.Sealed
	}
	files, headers := map[string]string{}, map[string][]byte{}
	paths, err := filepath.Glob(path + ".tickets/*")
	require.NoError(t, err)
	for _, file := range paths {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		line, body, _ := bytes.Cut(text, []byte("\n"))
		var header struct{ ID string }
		require.NoError(t, json.Unmarshal(line, &header))
		files[header.ID], headers[header.ID], raw.Tickets[header.ID] = file, line, body
	}
	change(raw)
	for i, r := range content.Records {
		content.Records[i].Sealed = raw.Records[tokenstore.Key{Principal: r.Principal, Kind: r.Kind}]
	}
	text, err = json.Marshal(content)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(path, text, 0o600))
	for id, file := range files {
		require.NoError(t, os.WriteFile(file, slices.Concat(headers[id], []byte("\n"), raw.Tickets[id]), 0o600))
	}
}
