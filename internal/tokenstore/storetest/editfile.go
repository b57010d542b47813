package storetest

import (
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
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
	raw := Raw{Records: map[tokenstore.Key][]byte{}, Tickets: map[string][]byte{}, Entries: map[int64][]byte{}}
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
	lines := readLines(t, path+".entries")
	for _, l := range lines {
		raw.Entries[l.Seq] = l.Sealed
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
	for i := range lines {
		lines[i].Sealed = raw.Entries[lines[i].Seq]
	}
	writeLines(t, path+".entries", lines)
}

// line is an entry.
type line struct {
	Seq       int64  `json:"seq"`
	At        int64  `json:"at"`
	Principal string `json:"principal"`
	Kind      string `json:"kind"`
	Write     string `json:"write"`
	Sealed    []byte `json:"sealed"`
	Previous  string `json:"previous"`
	Hash      string `json:"hash"`
}

func readLines(t *testing.T, path string) []line {
	t.Helper()
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	require.NoError(t, err)
	var lines []line
	for part := range bytes.Lines(text) {
		var one line
		decoder := json.NewDecoder(bytes.NewReader(part))
		decoder.DisallowUnknownFields()
		require.NoError(t, decoder.Decode(&one))
		lines = append(lines, one)
	}
	return lines
}

func writeLines(t *testing.T, path string, lines []line) {
	t.Helper()
	if len(lines) == 0 {
		return
	}
	var text []byte
	for _, one := range lines {
		part, err := json.Marshal(one)
		require.NoError(t, err)
		text = append(append(text, part...), '\n')
	}
	require.NoError(t, os.WriteFile(path, text, 0o600))
}
