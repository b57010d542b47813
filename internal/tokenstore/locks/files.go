package locks

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"sync"

	"github.com/gofrs/flock"
)

// Files are locks among the processes of a machine: a file for each, locked by the
// operating system, which lets go of it when its process dies, however it dies.
type Files struct {
	// Folder is where they are; it is made where it is missing.
	Folder string
}

// Lock waits for the lock of a name, until the context ends. It also holds against
// other Files on the same folder in this process.
func (f Files) Lock(ctx context.Context, name string) (unlock func(), err error) {
	if err := os.MkdirAll(f.Folder, 0o700); err != nil {
		return nil, fmt.Errorf("making the folder of locks: %w", err)
	}
	// A name is data; its digest cannot leave the folder.
	digest := sha256.Sum256([]byte(name))
	path := filepath.Join(f.Folder, hex.EncodeToString(digest[:16]))
	var held *flock.Flock
	err = Poll(ctx, func() (ok bool, err error) {
		held, err = try(path)
		return held != nil, err
	})
	if err != nil {
		return nil, err
	}
	return sync.OnceFunc(func() {
		// It goes before the lock does, so that locks of things long gone do not pile
		// up. Where an open file cannot be removed (Windows), it stays.
		_ = os.Remove(path)
		_ = held.Close()
	}), nil
}

// try gives nil where somebody else holds the lock.
func try(path string) (*flock.Flock, error) {
	one := flock.New(path)
	ok, err := one.TryLock()
	if err != nil {
		return nil, fmt.Errorf("locking: %w", err)
	}
	if !ok {
		return nil, nil
	}
	// Between opening and locking, its last holder may have removed it: then others
	// lock another file of that name.
	mine, err := one.Stat()
	if err == nil {
		if there, err := os.Stat(path); err == nil && os.SameFile(mine, there) {
			return one, nil
		}
	}
	return nil, one.Close()
}
