package caller

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

// onlyOwner are the permissions of the file of tokens.
const onlyOwner = 0o600

// AddToken adds a caller to a file of tokens, or begins one. The file is replaced as
// a whole, so that a running server never reads half of it; when this fails, it is as it was.
func AddToken(path string, entry Entry) error {
	// A link is followed: replacing it would leave the file that the server reads.
	if target, err := filepath.EvalSymlinks(path); err == nil {
		path = target
	}
	// The new file is the lock, too: two who add at once would lose one of the callers.
	next := path + ".new"
	file, err := os.OpenFile(next, os.O_WRONLY|os.O_CREATE|os.O_EXCL, onlyOwner) //nolint:gosec // The operator names the file.
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("somebody else is changing the file, or was interrupted; if nobody is, remove %s. Nothing was changed", next)
	}
	if err != nil {
		return err
	}
	if err := errors.Join(write(file, path, entry), file.Close()); err != nil {
		return errors.Join(err, os.Remove(next))
	}
	if err := os.Rename(next, path); err != nil {
		return errors.Join(err, os.Remove(next))
	}
	return nil
}

// write puts the entries of the old file and the new one into the next file.
func write(next *os.File, old string, entry Entry) error {
	t := &tokens{path: old}
	if err := t.read(); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s: %w", old, err)
	}
	entries := slices.Concat(t.entries, []Entry{entry})
	if err := checkAll(entries, nil); err != nil {
		return err
	}
	text, err := json.MarshalIndent(entries, "", "  ")
	if err != nil {
		return err
	}
	if _, err := next.Write(append(text, '\n')); err != nil {
		return err
	}
	return next.Sync()
}
