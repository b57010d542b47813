package caller

import (
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"runtime"
	"sync"
	"time"
)

// largestFile bounds the file of tokens, in bytes: somebody may name the wrong one.
const largestFile = 4 << 20

// OpenTokens is the gate of a server whose callers hold tokens of NewToken. The file
// is a JSON array of entries. It is read again when it changes; while what it holds
// then is wrong, what it held before stays in force, and the log says so. Without the
// file nobody gets in. profiles are the sets of tools that an entry may name.
func OpenTokens(path string, profiles []string, logger *slog.Logger) (*Gate, error) {
	t := &tokens{path: path, profiles: profiles, logger: logger}
	if err := t.read(); err != nil {
		return nil, fmt.Errorf("the callers' tokens in %s: %w", path, err)
	}
	return newGate(t.verify, nil, logger), nil
}

// tokens are the callers of a file.
type tokens struct {
	path     string
	profiles []string
	logger   *slog.Logger

	mu      sync.Mutex
	seen    fs.FileInfo // of what was read last; nil when it was gone
	entries []Entry
}

// verify compares a token with all there are, in the same time whichever it is.
func (t *tokens) verify(ctx context.Context, token string) (Caller, *refusal) {
	digest := sha256.Sum256([]byte(token))
	shown := []byte(hex.EncodeToString(digest[:]))
	var holder *Entry
	entries := t.current(ctx)
	for i := range entries {
		if subtle.ConstantTimeCompare(shown, []byte(entries[i].SHA256)) == 1 {
			holder = &entries[i]
		}
	}
	switch {
	case holder == nil:
		return Caller{}, badToken("The token is not known here. Ask whoever runs this server for one.")
	case holder.Expired(time.Now()):
		return Caller{}, badToken("The token has expired. Ask whoever runs this server for a new one.")
	default:
		return holder.caller(), nil
	}
}

// current gives the entries, read again if the file changed.
func (t *tokens) current(ctx context.Context) []Entry {
	t.mu.Lock()
	defer t.mu.Unlock()
	now, err := os.Stat(t.path)
	if err == nil && t.seen != nil && same(now, t.seen) || err != nil && t.seen == nil {
		return t.entries
	}
	t.seen = now // nil when it is gone
	if err == nil {
		err = t.read()
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		t.seen, t.entries = nil, nil // who deletes it means to let nobody in
		t.logger.LogAttrs(ctx, slog.LevelError, "the file of callers' tokens is gone, so nobody gets in", slog.String("file", t.path))
	case err != nil:
		t.logger.LogAttrs(ctx, slog.LevelError, "the changed file of callers' tokens is not used; the callers from before stay",
			slog.String("file", t.path), slog.String("error", err.Error()))
	}
	return t.entries
}

// same reports whether a file is what it was. Permissions count, too: they may have
// been what was wrong.
func same(a, b fs.FileInfo) bool {
	return os.SameFile(a, b) && a.ModTime().Equal(b.ModTime()) && a.Size() == b.Size() && a.Mode() == b.Mode()
}

// read replaces the entries by those of the file, or changes nothing.
func (t *tokens) read() error {
	file, err := os.Open(t.path)
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }() // It was only read.
	info, err := file.Stat()
	if err != nil {
		return err
	}
	if err := checkMode(info); err != nil {
		return err
	}
	entries, err := parse(file, t.profiles)
	if err != nil {
		return err
	}
	t.seen, t.entries = info, entries
	return nil
}

// othersBits are the permissions of the group and of everybody.
const othersBits = 0o077

// checkMode refuses a file that others may read or write: who writes it lets anybody in.
func checkMode(info fs.FileInfo) error {
	if !info.Mode().IsRegular() {
		return errors.New("it is no file")
	}
	// Windows has no such bits; there the folder decides.
	if runtime.GOOS != "windows" && info.Mode().Perm()&othersBits != 0 {
		return fmt.Errorf("its permissions are %#o, so that others on this machine can get at it; run: chmod 600 %s",
			info.Mode().Perm(), info.Name())
	}
	return nil
}

// parse reads entries and refuses what an operator cannot have meant.
func parse(r io.Reader, profiles []string) ([]Entry, error) {
	text, err := io.ReadAll(io.LimitReader(r, largestFile+1))
	if err != nil {
		return nil, err
	}
	if len(text) > largestFile {
		return nil, errors.New("it is larger than 4 MB")
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	var entries []Entry
	if err := decoder.Decode(&entries); err != nil {
		return nil, fmt.Errorf("it is no JSON array of callers: %w", err)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("something follows the array of callers")
	}
	return entries, checkAll(entries, profiles)
}

func checkAll(entries []Entry, profiles []string) error {
	names, digests := map[string]bool{}, map[string]bool{}
	for i, entry := range entries {
		if err := entry.Check(profiles); err != nil {
			return fmt.Errorf("caller %d: %w", i+1, err)
		}
		if names[entry.Name] {
			return fmt.Errorf("caller %d: there is a caller %s already; two would share connections", i+1, entry.Name)
		}
		if digests[entry.SHA256] {
			return fmt.Errorf("caller %d: another one has the same token", i+1)
		}
		names[entry.Name], digests[entry.SHA256] = true, true
	}
	return nil
}
